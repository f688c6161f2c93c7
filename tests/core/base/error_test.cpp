#include "core/base/error.h"

#include <QTest>

#include <set>

using namespace hub;

//! The contract's closed list, status by status.
class ErrorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theListIsTheContracts();
};

void ErrorTest::theListIsTheContracts()
{
    const std::map<int, std::set<std::string>> contract{
        {400, {"invalid_request", "account_ambiguous", "account_missing"}},
        {401, {"key_missing", "key_invalid"}},
        {403, {"scope_insufficient", "policy_denied", "approval_denied", "origin_refused"}},
        {404, {"not_found"}},
        {408, {"upstream_timeout"}},
        {409, {"conflict"}},
        {410, {"link_gone"}},
        {412, {"account_suspended", "account_expired", "account_inactive"}},
        {413, {"too_large"}},
        {414, {"uri_too_long"}},
        {415, {"unsupported_media_type"}},
        {421, {"wrong_host"}},
        {422, {"schema_violation"}},
        {429, {"rate_limited", "provider_rate_limited"}},
        {431, {"headers_too_large"}},
        {500, {"internal"}},
        {501, {"not_supported"}},
        {502, {"upstream_failed"}},
        {503, {"vault_locked", "starting", "overloaded", "refresh_unavailable", "approval_pending"}},
        {507, {"storage_full"}},
    };
    std::map<int, std::set<std::string>> ours;
    for (int code = 0; code <= static_cast<int>(ErrorCode::StorageFull); ++code) {
        const auto each = static_cast<ErrorCode>(code);
        ours[httpStatus(each)].insert(std::string(wireName(each)));
    }
    QCOMPARE(ours, contract);
}

QTEST_GUILESS_MAIN(ErrorTest)
#include "error_test.moc"
