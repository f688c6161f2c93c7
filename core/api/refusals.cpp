#include "core/api/refusals.h"

namespace hub {
namespace {

constexpr std::chrono::minutes kSpan{1};

} // namespace

void Refusals::recordCount(const std::string &name, const Kind &kind)
{
    AuditRow row;
    row.at = m_clock->now();
    row.event = "refused";
    row.protocol = "rest";
    row.status = kind.status;
    row.detail = name + ": " + std::to_string(kind.more) + " more";
    m_audit->record(std::move(row));
}

void Refusals::add(AuditRow row)
{
    settle();
    const auto [kind, isFirst] = m_kinds.try_emplace(row.detail, Kind{m_clock->monotonic(), row.status, 0});
    if (isFirst)
        m_audit->record(std::move(row));
    else
        ++kind->second.more;
}

void Refusals::settle()
{
    const MonotonicTime now = m_clock->monotonic();
    for (auto &[name, kind] : m_kinds) {
        if (now < kind.since + kSpan || kind.more == 0)
            continue;
        recordCount(name, kind);
        kind = {now, kind.status, 0}; // this row was the next minute's
    }
    std::erase_if(m_kinds, [now](const auto &item) { return now >= item.second.since + kSpan; });
}

void Refusals::flush()
{
    for (const auto &[name, kind] : m_kinds) {
        if (kind.more > 0)
            recordCount(name, kind);
    }
    m_kinds.clear();
}

} // namespace hub
