-- load.lua - wrk's script: one request line a thread after another, from files
-- that bench.py wrote.  PATHS: one path a line; TOKENS: one token a line
-- (bearer) or COOKIES; METHOD; ONCE=1: every token is used once, then stop.
local function lines(name)
  local t, f = {}, name and io.open(name)
  if f then for l in f:lines() do t[#t + 1] = l end f:close() end
  return t
end

local threads = 0
function setup(thread)
  thread:set('id', threads)
  threads = threads + 1
  thread:set('total', tonumber(os.getenv('THREADS') or '1'))
end

function init(args)
  paths, tokens, cookies = lines(os.getenv('PATHS')), lines(os.getenv('TOKENS')), lines(os.getenv('COOKIES'))
  method, once = os.getenv('METHOD') or 'GET', os.getenv("ONCE") == "1"
  math.randomseed(tonumber(os.getenv('SEED') or '1') * 7919 + id)
  at, counts = id, {}
  for i = 200, 599 do counts[i] = 0 end
  status = {}
end

function request()
  local h = {}
  local who = once and (at % math.max(#tokens, 1)) + 1 or math.random(math.max(#tokens, 1))
  if #tokens > 0 then h['Authorization'] = 'Bearer ' .. tokens[who] end
  if #cookies > 0 then h['Cookie'] = 'session=' .. cookies[math.random(#cookies)] end
  local path = paths[once and #paths == #tokens and who or math.random(#paths)]
  if once then
    at = at + total
    if at >= #tokens + 64 * total then wrk.thread:stop() end
  end
  local body
  if method ~= 'GET' then
    h['Content-Type'] = 'application/json'
    body = '{}'
  end
  return wrk.format(method, path, h, body)
end

function response(s) status[s] = (status[s] or 0) + 1 end

function done(summary, latency, requests)
  io.write(string.format('RESULT requests=%d us=%d p50=%d p99=%d max=%d socket=%d timeout=%d bytes=%d bad=%d\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write, summary.errors.timeout,
    summary.bytes, summary.errors.status))
end
