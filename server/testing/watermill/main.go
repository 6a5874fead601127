// Publishes two messages by the real watermill-sql, of which a consumer group acknowledges the first and holds the second. Its argument is the URL
// of the database. It answers each line of its input, of which there is one, and ends with it.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/ThreeDotsLabs/watermill-sql/v4/pkg/sql"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	pool, err := pgxpool.New(context.Background(), os.Args[1])
	check(err)
	db := sql.BeginnerFromPgx(pool)
	schema := sql.DefaultPostgreSQLSchema{SubscribeBatchSize: 1}
	publisher, err := sql.NewPublisher(db, sql.PublisherConfig{SchemaAdapter: schema, AutoInitializeSchema: true}, nil)
	check(err)
	subscriber, err := sql.NewSubscriber(db, sql.SubscriberConfig{
		ConsumerGroup:    "forwarder",
		SchemaAdapter:    schema,
		OffsetsAdapter:   sql.DefaultPostgreSQLOffsetsAdapter{},
		InitializeSchema: true,
		PollInterval:     20 * time.Millisecond,
	}, nil)
	check(err)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for _, id := range []string{"a", "b"} {
			check(publisher.Publish("orders", message.NewMessage(id, []byte(`{"order": 7}`))))
		}
		messages, err := subscriber.Subscribe(context.Background(), "orders")
		check(err)
		(<-messages).Ack()
		<-messages
		fmt.Println("{}")
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
