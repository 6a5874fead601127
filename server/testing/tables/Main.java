import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Lets a real library write its tables. Each line that it reads is one command; the answer is a line of JSON: ids by the state that they are in. */
public final class Main {
  interface Library {
    Map<String, String> follow(String told) throws Exception;
  }

  public static void main(String[] words) throws Exception {
    var out = System.out;
    // Libraries may log to it.
    System.setOut(System.err);
    var library = open(words[0], words[1]);
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      var ids = library.follow(line.replaceAll(".*\"do\":\"([a-z]+)\".*", "$1"));
      out.println(
          ids.entrySet().stream()
              .map(one -> "\"" + one.getKey() + "\":\"" + one.getValue() + "\"")
              .collect(Collectors.joining(",", "{", "}")));
    }
    // Threads that work jobs would keep it, and whoever waits for them at an end.
    Runtime.getRuntime().halt(0);
  }

  private static Library open(String name, String url) throws Exception {
    return (Library) Class.forName(name).getConstructor(String.class).newInstance(url);
  }

  static Map<String, String> ids() {
    return new LinkedHashMap<>();
  }
}
