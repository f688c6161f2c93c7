-- One kind of call for wrk, from the environment; ends with one line of JSON.
wrk.method = os.getenv("BENCH_METHOD")
wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
local size = tonumber(os.getenv("BENCH_BODY") or 0)
if size > 0 then
    wrk.body = string.rep("x", size)
    wrk.headers["Content-Type"] = "application/octet-stream"
end
local message = os.getenv("BENCH_MESSAGE") -- of MCP: the body, its method beside it
if message then
    wrk.body = message
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Accept"] = "application/json, text/event-stream"
    wrk.headers["MCP-Protocol-Version"] = "2026-07-28"
    wrk.headers["Mcp-Method"] = os.getenv("BENCH_MCP_METHOD")
end

function done(summary, latency)
    local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
    io.write(string.format('{"requests":%d,"us":%d,"failed":%d,"bytes":%d,"min":%d,"p50":%d,"p99":%d}\n', summary.requests, summary.duration, failed,
        summary.bytes, latency.min, latency:percentile(50), latency:percentile(99)))
end
