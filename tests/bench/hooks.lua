-- hooks.lua - wrk's script: each line of a file is sent once, as a webhook of
-- Stripe's: its signature, a tab, the body.  EVENTS names the file; after its
-- end the last line is sent until every connection has its answer, and the file
-- ENDED is made: wrk itself would go on waiting.
local threads = 0
function setup(thread)
  thread:set('id', threads)
  threads = threads + 1
end

function init(args)
  file = assert(io.open(os.getenv('EVENTS')))
  extra, sent = 0, 0
end

function request()
  local line = file:read('*l')
  if line then
    last, sent = line, sent + 1
  else
    extra = extra + 1
    if extra > 64 then
      io.open(os.getenv('ENDED'), 'w'):close()
      wrk.thread:stop()
    end
    line = last
  end
  local tab = line:find('\t', 1, true)
  return wrk.format('POST', '/api/v1/payments/webhook', {
    ['Content-Type'] = 'application/json',
    ['Stripe-Signature'] = line:sub(1, tab - 1),
  }, line:sub(tab + 1))
end

function done(summary, latency, requests)
  io.write(string.format('RESULT requests=%d us=%d p50=%d p99=%d max=%d socket=%d timeout=%d bytes=%d bad=%d\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write, summary.errors.timeout,
    summary.bytes, summary.errors.status))
end
