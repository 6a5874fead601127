# A shop that works jobs by the real delayed_job. It answers each line of its input, of which there is one, with ids by state.
require "delayed_job_active_record"
require "erb"
require "json"

ActiveRecord::Base.establish_connection(ARGV.fetch(0))
ActiveRecord::Migration.verbose = false
Delayed::Worker.destroy_failed_jobs = false
Delayed::Worker.logger = nil

# What its generator writes into an application.
def migration_version = "[#{ActiveRecord::VERSION::MAJOR}.#{ActiveRecord::VERSION::MINOR}]"
template = File.join(Gem.loaded_specs.fetch("delayed_job_active_record").full_gem_path, "lib/generators/delayed_job/templates/migration.rb")
eval(ERB.new(File.read(template)).result(binding)) # rubocop:disable Security/Eval

ReceiptJob = Struct.new(:order, :state) do
  def perform
    raise "no answer" unless state == "done"
  end

  def max_attempts = state == "failed" ? 1 : 25
end

def write
  CreateDelayedJobs.migrate(:up)
  ids = %w[failed retried done].to_h { |state| [state, Delayed::Job.enqueue(ReceiptJob.new(7, state)).id] }
  Delayed::Worker.new.work_off
  # A job that a worker took and did not get done.
  Delayed::Job.enqueue(ReceiptJob.new(7, "running"))
  ids.merge("running" => Delayed::Job.reserve(Delayed::Worker.new).id)
end

$stdout.sync = true
$stdin.each_line { puts JSON.generate(write) }
