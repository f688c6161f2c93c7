// Measures a catalogue of generated files: bench_catalogue ROOT (with connectors.index and connectors/KEY.json) prints JSON.
#include "core/connectors/catalogue.h"
#include "core/base/clock.h"
#include "core/base/json.h"

#include <QFile>

#include <array>
#include <iostream>

using namespace hub;

namespace {

//! kB of memory that is this process's own.
double anonymous()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("RssAnon:"))
            return line.mid(8).trimmed().split(' ').constFirst().toDouble();
    }
    return 0;
}

double millisecondsSince(MonotonicTime begun)
{
    return std::chrono::duration<double, std::milli>(SystemClock().monotonic() - begun).count();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const double before = anonymous();
    const SystemClock clock;
    MonotonicTime begun = clock.monotonic();
    Catalogue catalogue;
    catalogue.loadShipped(argv[1]);
    const std::size_t count = catalogue.summaries().size();
    const double load = millisecondsSince(begun);
    const double held = anonymous() - before;

    constexpr int kRounds = 50;
    static constexpr std::array<const char *, 5> queries{"connector 7", "conector 77", "vendor", "crm", "zzzzzzzzzz"};
    double worst = 0;
    for (const char *query : queries) {
        begun = clock.monotonic();
        for (int i = 0; i < kRounds; ++i)
            catalogue.search(query);
        worst = std::max(worst, millisecondsSince(begun) / kRounds);
    }
    begun = clock.monotonic();
    const bool found = catalogue.find(catalogue.summaries().front()->key) != nullptr;
    const double find = millisecondsSince(begun);
    const json::object result{{"count", count}, {"load", load}, {"kB", held}, {"search", worst}, {"find", find}};
    std::cout << json::serialize(result) << '\n';
    return found ? 0 : 1;
}
