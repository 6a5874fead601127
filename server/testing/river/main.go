// A shop that works jobs with River. It reads one command a line on standard input, as JSON, answers each with one line of JSON on standard
// output, and ends when its input ends. Its argument is the URL of its database, which it migrates.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

type command struct {
	Do          string `json:"do"`
	ID          int64  `json:"id"`
	Order       int    `json:"order"`
	MaxAttempts int    `json:"maxAttempts"`
	Unique      bool   `json:"unique"`
	mood
}

// mood says how the handler takes the next jobs. Without `how` it does them.
type mood struct {
	How          string `json:"how"`
	Text         string `json:"text"`
	TakesMs      int    `json:"takesMs"`
	AgainAfterMs int    `json:"againAfterMs"`
}

type answer struct {
	ID    int64   `json:"id,omitempty"`
	Done  []int64 `json:"done,omitempty"`
	Error string  `json:"error,omitempty"`
}

type charge struct {
	Order int `json:"order"`
}

func (charge) Kind() string { return "charge" }

type charger struct {
	river.WorkerDefaults[charge]
	mu   sync.Mutex
	mood mood
	done []int64
}

func (c *charger) Work(_ context.Context, job *river.Job[charge]) error {
	mood := c.now()
	time.Sleep(time.Duration(mood.TakesMs) * time.Millisecond)
	switch mood.How {
	case "error":
		return fmt.Errorf("charge order %d: %w", job.Args.Order, errors.New(mood.Text))
	case "panic":
		panic(mood.Text)
	case "cancel":
		return river.JobCancel(errors.New(mood.Text))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = append(c.done, job.ID)
	return nil
}

func (c *charger) NextRetry(*river.Job[charge]) time.Time {
	return time.Now().Add(time.Duration(c.now().AgainAfterMs) * time.Millisecond)
}

func (c *charger) now() mood {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mood
}

type shop struct {
	charger *charger
	client  *river.Client[pgx.Tx]
}

func open(ctx context.Context, url string) (*shop, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, err
	}
	driver, quiet := riverpgxv5.New(pool), slog.New(slog.DiscardHandler)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	own := &charger{}
	workers := river.NewWorkers()
	river.AddWorker(workers, own)
	client, err := river.NewClient(driver, &river.Config{
		FetchCooldown:     50 * time.Millisecond,
		FetchPollInterval: 100 * time.Millisecond,
		Logger:            quiet,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		Workers:           workers,
	})
	if err != nil {
		return nil, err
	}
	return &shop{charger: own, client: client}, client.Start(ctx)
}

func (s *shop) obey(ctx context.Context, told command) (answer, error) {
	switch told.Do {
	case "insert":
		options := &river.InsertOpts{MaxAttempts: told.MaxAttempts, UniqueOpts: river.UniqueOpts{ByArgs: told.Unique}}
		inserted, err := s.client.Insert(ctx, charge{Order: told.Order}, options)
		if err != nil {
			return answer{}, err
		}
		return answer{ID: inserted.Job.ID}, nil
	case "feel":
		s.charger.mu.Lock()
		defer s.charger.mu.Unlock()
		s.charger.mood = told.mood
		return answer{}, nil
	case "done":
		s.charger.mu.Lock()
		defer s.charger.mu.Unlock()
		return answer{Done: append([]int64{}, s.charger.done...)}, nil
	case "stop":
		return answer{}, s.client.Stop(ctx)
	case "retry":
		return rowOf(s.client.JobRetry(ctx, told.ID))
	case "cancel":
		return rowOf(s.client.JobCancel(ctx, told.ID))
	case "delete":
		return rowOf(s.client.JobDelete(ctx, told.ID))
	}
	return answer{}, fmt.Errorf("there is no command %q", told.Do)
}

func rowOf(row *rivertype.JobRow, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return answer{ID: row.ID}, nil
}

func main() {
	ctx := context.Background()
	own, err := open(ctx, os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	answers := json.NewEncoder(os.Stdout)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var told command
		given, err := answer{}, json.Unmarshal(lines.Bytes(), &told)
		if err == nil {
			given, err = own.obey(ctx, told)
		}
		if err != nil {
			given = answer{Error: err.Error()}
		}
		if err := answers.Encode(given); err != nil {
			log.Fatal(err)
		}
	}
	// A job under way is done or failed first.
	if err := own.client.Stop(ctx); err != nil {
		log.Fatal(err)
	}
}
