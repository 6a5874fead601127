import "@fontsource-variable/geist";
import "@fontsource-variable/geist-mono";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Redrive", template: "%s · Redrive" },
  robots: { index: false, follow: false },
  manifest: "/manifest.webmanifest",
  // With icons of its own here, Next no longer names app/icon.svg by itself.
  icons: { icon: { url: "/icon.svg", type: "image/svg+xml" }, apple: { url: "/apple-touch-icon.png", sizes: "180x180" } },
};
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  // A dialog stands at the lower edge of a phone: above its keyboard, not behind it.
  interactiveWidget: "resizes-content",
  themeColor: [{ media: "(prefers-color-scheme: dark)", color: "#121316" }, { color: "#ffffff" }],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const zone = (await cookies()).get("redrive-zone")?.value === "local" ? "local" : "utc";
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce} zone={zone}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
