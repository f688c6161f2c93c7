-- One kind of call for wrk, from the environment; ends with one line of JSON.
wrk.method = os.getenv("BENCH_METHOD")
wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
local size = tonumber(os.getenv("BENCH_BODY"))
if size > 0 then
    wrk.body = string.rep("x", size)
    wrk.headers["Content-Type"] = "application/octet-stream"
end

function done(summary, latency)
    local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
    io.write(string.format('{"requests":%d,"us":%d,"failed":%d,"p50":%d,"p99":%d}\n', summary.requests, summary.duration, failed,
        latency:percentile(50), latency:percentile(99)))
end
