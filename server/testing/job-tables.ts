/** Tables of jobs as their frameworks make them (columns that a preset reads, or that a retry must keep), each with one row in every state that matters. */
export interface JobTable {
  readonly preset: string;
  readonly ddl: string;
  readonly queue: string;
  /** Ids of the failed rows, those of done ones, and those that are neither. */
  readonly failed: readonly string[];
  readonly done: readonly string[];
  readonly other: readonly string[];
  /** What the first failed row tells. */
  readonly told: { readonly type: string | null; readonly text: string | null; readonly tries: number; readonly eventType: string | null };
  /** Asks, after a retry of the first failed row, for what its worker looks at; null: no retry by SQL is documented. */
  readonly afterRetry: { readonly ask: string; readonly is: Readonly<Record<string, unknown>> } | null;
}

const at = "'2026-11-30 08:00:00'";

export const jobTables: readonly JobTable[] = [
  {
    preset: "oban",
    ddl: `
      create type oban_job_state as enum ('available','suspended','scheduled','executing','retryable','completed','discarded','cancelled');
      create table oban_jobs (id bigserial primary key, state oban_job_state not null, queue text not null, worker text not null, args jsonb not null,
        meta jsonb default '{}', tags text[] default '{}', errors jsonb[] not null default '{}', attempt int not null, max_attempts int not null default 20,
        priority int default 0, attempted_by text[], inserted_at timestamp not null default ${at}, scheduled_at timestamp not null default ${at},
        attempted_at timestamp, completed_at timestamp, discarded_at timestamp, cancelled_at timestamp, constraint attempts check (attempt between 0 and max_attempts));
      insert into oban_jobs (id, state, queue, worker, args, errors, attempt, max_attempts, attempted_at, discarded_at) values
        (1, 'discarded', 'mail', 'Shop.Mailer', '{"order": 7}', array[
          '{"at":"2026-11-30T07:00:00Z","attempt":1,"error":"** (RuntimeError) first"}'::jsonb,
          '{"at":"2026-11-30T08:00:01Z","attempt":2,"error":"** (DBConnection.ConnectionError) tcp connect: refused\\n    (shop 0.1.0) lib/shop/mailer.ex:12: Shop.Mailer.perform/1"}'::jsonb],
          2, 2, ${at}, ${at}),
        (2, 'cancelled', 'mail', 'Shop.Mailer', '{}', array['{"at":"2026-11-30T08:00:00Z","attempt":1,"error":"** (Oban.PerformError) no"}'::jsonb], 1, 20, ${at}, null),
        (3, 'cancelled', 'mail', 'Shop.Mailer', '{}', '{}', 0, 20, null, null),
        (4, 'completed', 'mail', 'Shop.Mailer', '{}', array['{"at":"2026-11-30T08:00:00Z","attempt":1,"error":"** (RuntimeError) once"}'::jsonb], 2, 20, ${at}, null),
        (5, 'executing', 'mail', 'Shop.Mailer', '{}', '{}', 1, 20, ${at}, null), (6, 'retryable', 'mail', 'Shop.Mailer', '{}', '{}', 1, 20, ${at}, null),
        (7, 'discarded', 'other', 'Shop.Mailer', '{}', '{}', 1, 1, ${at}, ${at});`,
    queue: "mail",
    failed: ["1", "2"],
    done: ["4"],
    other: ["3", "5", "6"],
    told: { type: "DBConnection.ConnectionError", text: "tcp connect: refused", tries: 2, eventType: "Shop.Mailer" },
    afterRetry: {
      ask: "select state, max_attempts, discarded_at from oban_jobs where id = 1",
      is: { state: "available", max_attempts: 3, discarded_at: null },
    },
  },
  {
    preset: "river",
    ddl: `
      create type river_job_state as enum ('available','cancelled','completed','discarded','pending','retryable','running','scheduled');
      create table river_job (id bigserial primary key, state river_job_state not null default 'available', attempt smallint not null default 0,
        max_attempts smallint not null default 25, attempted_at timestamptz, created_at timestamptz not null default now(), finalized_at timestamptz,
        scheduled_at timestamptz not null default now(), priority smallint not null default 1, args jsonb not null, attempted_by text[], errors jsonb[], kind text not null,
        metadata jsonb not null default '{}', queue text not null default 'default', tags varchar(255)[] not null default '{}', unique_key bytea, unique_states bit(8),
        constraint finalized_or_finalized_at_null check ((finalized_at is null and state not in ('cancelled','completed','discarded'))
          or (finalized_at is not null and state in ('cancelled','completed','discarded'))),
        constraint max_attempts_is_positive check (max_attempts > 0), constraint priority_in_range check (priority >= 1 and priority <= 4),
        constraint queue_length check (char_length(queue) > 0 and char_length(queue) < 128), constraint kind_length check (char_length(kind) > 0 and char_length(kind) < 128));
      insert into river_job (id, state, attempt, max_attempts, finalized_at, metadata, args, errors, kind) values
        (1, 'discarded', 2, 2, ${at}, '{"cancel_attempted_at":"2026-11-30T07:59:59Z","tenant":"acme"}', '{"order": 7}', array['{"at":"2026-11-30T07:00:00Z","attempt":1,"error":"first","trace":""}'::jsonb,
          '{"at":"2026-11-30T08:00:00Z","attempt":2,"error":"dial tcp 10.0.0.1:5432: connect: connection refused","trace":""}'::jsonb], 'charge'),
        (2, 'cancelled', 1, 25, ${at}, '{}', '{}', array['{"at":"2026-11-30T08:00:00Z","attempt":1,"error":"JobCancelError: no such customer","trace":""}'::jsonb], 'charge'),
        (3, 'cancelled', 0, 25, ${at}, '{}', '{}', null, 'charge'),
        (8, 'cancelled', 1, 25, ${at}, '{"cancel_attempted_at":"2026-11-30T07:59:59Z"}', '{}', array['{"at":"2026-11-30T08:00:00Z","attempt":1,"error":"no","trace":""}'::jsonb], 'charge'),
        (4, 'completed', 2, 25, ${at}, '{}', '{}', array['{"at":"2026-11-30T08:00:00Z","attempt":1,"error":"once","trace":""}'::jsonb], 'charge'),
        (5, 'running', 1, 25, null, '{}', '{}', null, 'charge'), (6, 'retryable', 1, 25, null, '{}', '{}', null, 'charge'),
        (7, 'pending', 0, 25, null, '{}', '{}', null, 'charge');`,
    queue: "default",
    failed: ["1", "2"],
    done: ["4"],
    other: ["3", "5", "6", "7", "8"],
    told: { type: null, text: "dial tcp 10.0.0.1:5432: connect: connection refused", tries: 2, eventType: "charge" },
    afterRetry: {
      ask: "select state, max_attempts, finalized_at, metadata::text from river_job where id = 1",
      is: { state: "available", max_attempts: 3, finalized_at: null, metadata: '{"tenant": "acme"}' },
    },
  },
  {
    preset: "solid-queue",
    ddl: `
      create table solid_queue_jobs (id bigserial primary key, queue_name varchar not null, class_name varchar not null, arguments text, priority int not null default 0,
        active_job_id varchar, scheduled_at timestamp, finished_at timestamp, concurrency_key varchar, created_at timestamp not null default ${at}, updated_at timestamp not null default ${at});
      create table solid_queue_failed_executions (id bigserial primary key, job_id bigint not null unique references solid_queue_jobs on delete cascade, error text, created_at timestamp not null);
      create table solid_queue_ready_executions (id bigserial primary key, job_id bigint not null unique, queue_name varchar not null, priority int not null, created_at timestamp not null);
      insert into solid_queue_jobs (id, queue_name, class_name, arguments, concurrency_key, finished_at) values
        (1, 'mail', 'ReceiptJob', '{"job_class":"ReceiptJob","executions":5,"exception_executions":{"[x]":5}}', null, null),
        (2, 'mail', 'ReceiptJob', '{}', 'one-at-a-time', null), (3, 'mail', 'ReceiptJob', '{}', null, ${at});
      insert into solid_queue_failed_executions (job_id, error, created_at) values
        (1, '{"exception_class":"Net::ReadTimeout","message":"no answer","backtrace":["/app/app/jobs/receipt_job.rb:7:in ''perform''"]}', ${at}),
        (2, '{"exception_class":"SolidQueue::Processes::ProcessPrunedError","message":"pruned","backtrace":null}', ${at});`,
    queue: "mail",
    failed: ["1", "2"],
    done: [],
    other: [],
    told: { type: "Net::ReadTimeout", text: "no answer", tries: 1, eventType: "ReceiptJob" },
    afterRetry: {
      ask: `select (select count(*)::int from solid_queue_failed_executions where job_id = 1) as failed,
        (select queue_name from solid_queue_ready_executions where job_id = 1) as ready, (select arguments::jsonb ->> 'executions' from solid_queue_jobs where id = 1) as executions`,
      is: { failed: 0, ready: "mail", executions: "0" },
    },
  },
  {
    preset: "good-job",
    ddl: `
      create table good_jobs (id uuid primary key, queue_name text, priority int, serialized_params jsonb, scheduled_at timestamp, performed_at timestamp,
        finished_at timestamp, error text, error_event smallint, created_at timestamp not null default ${at}, updated_at timestamp not null default ${at},
        active_job_id uuid, concurrency_key text, executions_count int, job_class text, labels text[], locked_by_id uuid, locked_at timestamp);
      create table good_job_executions (id uuid primary key default gen_random_uuid(), created_at timestamp not null, active_job_id uuid not null, finished_at timestamp, error text,
        error_backtrace text[]);
      insert into good_jobs (id, queue_name, serialized_params, performed_at, finished_at, error, error_event, active_job_id, executions_count, job_class) values
        ('00000000-0000-4000-8000-000000000001', 'mail', '{"arguments":[7]}', ${at}, ${at}, 'Faraday::TimeoutError: timed out', 4, '00000000-0000-4000-8000-00000000000a', 2, 'ReceiptJob'),
        ('00000000-0000-4000-8000-000000000002', 'mail', '{}', ${at}, ${at}, null, null, '00000000-0000-4000-8000-00000000000b', 1, 'ReceiptJob'),
        ('00000000-0000-4000-8000-000000000003', 'mail', '{}', ${at}, null, 'Faraday::TimeoutError: timed out', 3, '00000000-0000-4000-8000-00000000000c', 1, 'ReceiptJob');
      insert into good_job_executions (created_at, active_job_id, finished_at, error, error_backtrace) values
        ('2026-11-30 07:00', '00000000-0000-4000-8000-00000000000a', '2026-11-30 07:00', 'RuntimeError: first', '{}'),
        ('2026-11-30 08:00', '00000000-0000-4000-8000-00000000000a', '2026-11-30 08:00', 'Faraday::TimeoutError: timed out', array['/app/app/jobs/receipt_job.rb:7:in ''perform''']);`,
    queue: "mail",
    failed: ["00000000-0000-4000-8000-000000000001"],
    done: ["00000000-0000-4000-8000-000000000002"],
    other: ["00000000-0000-4000-8000-000000000003"],
    told: { type: "Faraday::TimeoutError", text: "timed out", tries: 2, eventType: "ReceiptJob" },
    afterRetry: {
      ask: "select finished_at, performed_at, error_event from good_jobs where executions_count = 2",
      is: { finished_at: null, performed_at: null, error_event: 3 },
    },
  },
  {
    preset: "delayed-job",
    ddl: `
      create table delayed_jobs (id bigserial primary key, priority int default 0 not null, attempts int default 0 not null, handler text not null, last_error text, run_at timestamp,
        locked_at timestamp, failed_at timestamp, locked_by varchar, queue varchar, created_at timestamp default ${at}, updated_at timestamp default ${at});
      create index on delayed_jobs (priority, run_at);
      insert into delayed_jobs (id, attempts, handler, last_error, failed_at) values
        (1, 25, E'--- !ruby/object:ReceiptJob\\norder: 7\\n', E'no answer\\n/app/app/jobs/receipt_job.rb:7:in ''perform''', ${at}),
        (2, 1, '---', 'no answer', null), (3, 0, '---', null, null);`,
    queue: "default",
    failed: ["1"],
    done: [],
    other: ["2", "3"],
    told: { type: null, text: "no answer", tries: 25, eventType: null },
    afterRetry: null,
  },
  {
    preset: "db-scheduler",
    ddl: `
      create table scheduled_tasks (task_name text not null, task_instance text not null, task_data bytea, execution_time timestamptz not null default ${at}, picked boolean not null,
        picked_by text, last_success timestamptz, last_failure timestamptz, consecutive_failures int, last_heartbeat timestamptz, version bigint not null default 1, primary key (task_name, task_instance));
      insert into scheduled_tasks (task_name, task_instance, picked, last_failure, consecutive_failures) values
        ('receipt', 'a', false, ${at}, 2), ('receipt', 'b', false, null, 0), ('receipt', 'c', true, ${at}, 1), ('other', 'a', false, ${at}, 1);`,
    queue: "receipt",
    failed: ["a"],
    done: [],
    other: ["b", "c"],
    told: { type: null, text: null, tries: 2, eventType: "receipt" },
    afterRetry: null,
  },
  {
    preset: "django-celery-results",
    ddl: `
      create table django_celery_results_taskresult (id serial primary key, task_id varchar(255) not null unique, task_name varchar(255), task_args text, task_kwargs text, status varchar(50) not null,
        worker varchar(100), result text, date_created timestamptz not null default ${at}, date_done timestamptz not null default ${at}, date_started timestamptz, traceback text, meta text,
        periodic_task_name varchar(255), content_type varchar(128) not null default 'application/json', content_encoding varchar(64) not null default 'utf-8');
      create index on django_celery_results_taskresult (task_id varchar_pattern_ops);
      ${["date_created", "date_done", "periodic_task_name", "status", "task_name", "worker"].map((column) => `create index on django_celery_results_taskresult (${column});`).join(" ")}
      insert into django_celery_results_taskresult (id, task_id, task_name, task_args, status, result, traceback) values
        (1, 'a', 'shop.receipt', '"(7,)"', 'FAILURE', '{"exc_type":"TimeoutError","exc_message":["no answer"],"exc_module":"builtins"}',
          E'Traceback (most recent call last):\\n  File "/app/shop.py", line 7, in receipt\\n    call()\\nTimeoutError: no answer'),
        (2, 'b', 'shop.receipt', null, 'SUCCESS', 'null', null), (3, 'c', 'shop.receipt', null, 'STARTED', 'null', null), (4, 'd', 'shop.receipt', null, 'RETRY', 'null', null);`,
    queue: "shop.receipt",
    failed: ["1"],
    done: ["2"],
    other: ["3", "4"],
    told: { type: "TimeoutError", text: "no answer", tries: 1, eventType: "shop.receipt" },
    afterRetry: null,
  },
  {
    preset: "wolverine-dead-letters",
    ddl: `
      create schema wolverine;
      create table wolverine.wolverine_dead_letters (id uuid primary key, execution_time timestamptz, body bytea not null, message_type text not null, received_at text, source text,
        exception_type text, exception_message text, sent_at timestamptz, replayable boolean);
      insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, exception_type, exception_message, sent_at, replayable) values
        ('00000000-0000-4000-8000-000000000001', '\\x01', 'OrderPlaced', 'rabbitmq://queue/orders', 'System.TimeoutException', 'no answer', ${at}, null),
        ('00000000-0000-4000-8000-000000000002', '\\x01', 'OrderPlaced', 'rabbitmq://queue/orders', 'System.TimeoutException', 'no answer', ${at}, true);`,
    queue: "rabbitmq://queue/orders",
    failed: ["00000000-0000-4000-8000-000000000001"],
    done: [],
    other: ["00000000-0000-4000-8000-000000000002"],
    told: { type: "System.TimeoutException", text: "no answer", tries: 1, eventType: "OrderPlaced" },
    afterRetry: { ask: "select bool_and(replayable) as replayable from wolverine.wolverine_dead_letters", is: { replayable: true } },
  },
  {
    preset: "axon-dead-letters",
    ddl: `
      create table deadletterentry (deadletteridentifier varchar(255) primary key, processinggroup varchar(255) not null, sequenceidentifier varchar(255) not null, sequenceindex bigint not null,
        messagetype varchar(255) not null, eventidentifier varchar(255) not null, timestamp varchar(255) not null, payloadtype varchar(255) not null, payloadrevision varchar(255),
        payload bytea not null, metadata bytea, type varchar(255), aggregateidentifier varchar(255), sequencenumber bigint, tokentype varchar(255), token bytea,
        enqueuedat varchar(255) not null, lasttouched varchar(255), processingstarted varchar(255), causetype varchar(255), causemessage varchar(1023), diagnostics bytea,
        unique (processinggroup, sequenceidentifier, sequenceindex));
      create index on deadletterentry (processinggroup); create index on deadletterentry (processinggroup, sequenceidentifier);
      insert into deadletterentry (deadletteridentifier, processinggroup, sequenceidentifier, sequenceindex, messagetype, eventidentifier, timestamp, payloadtype, payload, enqueuedat, lasttouched,
        causetype, causemessage) values
        ('d-1', 'billing', 'ord-7', 1, 'event', 'e-1', ${at}, 'shop.OrderPlaced', '\\x7b7d', ${at}, '2026-11-30T08:00:00.000Z', 'java.net.SocketTimeoutException', 'no answer'),
        ('d-2', 'billing', 'ord-7', 2, 'event', 'e-2', ${at}, 'shop.OrderPaid', '\\x7b7d', ${at}, '2026-11-30T08:00:00.000Z', null, null);`,
    queue: "billing",
    failed: ["d-1"],
    done: [],
    other: ["d-2"],
    told: { type: "java.net.SocketTimeoutException", text: "no answer", tries: 1, eventType: "shop.OrderPlaced" },
    afterRetry: null,
  },
  {
    preset: "axon-dead-letters",
    ddl: `
      create table dead_letter_entry (dead_letter_id varchar(255) primary key, processing_group varchar(255) not null, sequence_identifier varchar(255) not null, sequence_index bigint not null,
        message_type varchar(255) not null, event_identifier varchar(255) not null, time_stamp varchar(255) not null, payload_type varchar(255) not null, payload_revision varchar(255),
        payload oid not null, meta_data oid, type varchar(255), aggregate_identifier varchar(255), sequence_number bigint, token_type varchar(255), token oid,
        enqueued_at timestamptz not null, last_touched timestamptz, processing_started timestamptz, cause_type varchar(255), cause_message varchar(1023), diagnostics oid,
        unique (processing_group, sequence_identifier, sequence_index));
      create index on dead_letter_entry (processing_group); create index on dead_letter_entry (processing_group, sequence_identifier);
      insert into dead_letter_entry (dead_letter_id, processing_group, sequence_identifier, sequence_index, message_type, event_identifier, time_stamp, payload_type, payload, enqueued_at,
        last_touched, cause_type, cause_message) values
        ('d-1', 'billing', 'ord-7', 0, 'event', 'e-1', '2026-11-30T08:00:00Z', 'shop.OrderPlaced', lo_from_bytea(0, '\\x7b7d'), ${at}, ${at}, 'java.net.SocketTimeoutException', 'no answer'),
        ('d-2', 'billing', 'ord-7', 1, 'event', 'e-2', '2026-11-30T08:00:00Z', 'shop.OrderPaid', lo_from_bytea(0, '\\x7b7d'), ${at}, ${at}, null, null);`,
    queue: "billing",
    failed: ["d-1"],
    done: [],
    other: ["d-2"],
    told: { type: "java.net.SocketTimeoutException", text: "no answer", tries: 1, eventType: "shop.OrderPlaced" },
    afterRetry: null,
  },
];
