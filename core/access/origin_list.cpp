#include "core/access/origin_list.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kSetting = "origins";

//! As a browser writes it: lower case, without the scheme's own port.
Result<std::string> normalised(std::string_view given)
{
    const Error odd{ErrorCode::SchemaViolation,
                    "An origin is https://HOST[:PORT], or http://localhost[:PORT] for this machine.", "origin"};
    std::string origin = toLower(trim(given));
    const bool secure = origin.starts_with("https://");
    if (!secure && !origin.starts_with("http://"))
        return odd;
    const std::string_view authority = std::string_view(origin).substr(origin.find("//") + 2);
    const std::size_t colon = authority.ends_with(']') ? std::string_view::npos : authority.rfind(':');
    const std::string_view host = authority.substr(0, colon);
    const std::string_view port = colon == std::string_view::npos ? "443" : authority.substr(colon + 1);
    const bool fits = !host.empty()
        && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-[:]") == std::string_view::npos
        && !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
    const bool here = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
    if (!fits || (!secure && !here))
        return odd;
    if (colon != std::string_view::npos && port == (secure ? "443" : "80"))
        origin.resize(origin.size() - port.size() - 1);
    return origin;
}

} // namespace

Result<void> OriginList::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT value FROM settings WHERE key = ?", {std::string(kSetting)});
    };
    const Result<std::vector<SqlRow>> rows = m_database->runNow(work);
    if (!rows)
        return rows.error();
    const Result<json::value> list = rows->empty() ? json::value(json::array()) : parseJson(rows->front().text(0));
    m_origins.clear();
    if (list && list->is_array()) {
        for (const json::value &origin : list->get_array())
            m_origins.push_back(textOf(origin));
    }
    return {};
}

bool OriginList::contains(std::string_view origin) const
{
    return std::any_of(m_origins.begin(), m_origins.end(),
                       [&](const std::string &each) { return iequals(each, origin); });
}

Task<Result<void>> OriginList::allow(std::string origin)
{
    const Result<std::string> wanted = normalised(origin);
    if (!wanted)
        co_return wanted.error();
    std::vector<std::string> origins = m_origins;
    if (!contains(*wanted))
        origins.push_back(*wanted);
    std::sort(origins.begin(), origins.end());
    co_return co_await keep(std::move(origins));
}

Task<Result<void>> OriginList::remove(std::string origin)
{
    const Result<std::string> wanted = normalised(origin);
    std::vector<std::string> origins = m_origins;
    if (!wanted || std::erase(origins, *wanted) == 0)
        co_return Error{ErrorCode::NotFound, "This origin is not on the list."};
    co_return co_await keep(std::move(origins));
}

Task<Result<void>> OriginList::keep(std::vector<std::string> origins)
{
    std::string text = json::serialize(json::value_from(origins));
    auto work = [text = std::move(text)](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            {std::string(kSetting), text});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    m_origins = std::move(origins);
    co_return Result<void>();
}

} // namespace hub
