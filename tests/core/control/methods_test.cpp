#include "core/control/methods.h"

#include "tests/support/desk.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace hub;
using namespace hub::control;

namespace {

using Names = std::set<std::string>;

//! What one method takes.
struct Taken {
    Names all, required;
    friend bool operator==(const Taken &, const Taken &) = default;
};

std::string textOf(const Taken &taken)
{
    std::string text;
    for (const std::string &name : taken.all)
        text += name + (taken.required.contains(name) ? " " : "? ");
    return text;
}

//! The names in a cell of the document: `name, scopes?[], allow: bool`. Only what stands in backticks counts.
Taken namesIn(const QString &cell)
{
    Taken out;
    static const QRegularExpression code(QStringLiteral("`([^`]*)`"));
    for (auto parts = code.globalMatch(cell); parts.hasNext();) {
        const QStringList names = parts.next().captured(1).split(QLatin1Char(','));
        for (const QString &one : names) {
            static const QRegularExpression form(QStringLiteral("^ *([a-z_]+)([?]?)"));
            const QRegularExpressionMatch match = form.match(one);
            if (!match.hasMatch())
                continue;
            out.all.insert(match.captured(1).toStdString());
            if (match.captured(2).isEmpty())
                out.required.insert(match.captured(1).toStdString());
        }
    }
    return out;
}

//! Method to params, as docs/control.md says it. `a.b` / `c` is a.b and a.c; params that differ are parted the same way.
std::map<std::string, Taken> documented()
{
    std::map<std::string, Taken> out;
    QFile file(QStringLiteral(HUB_DOCS "/control.md"));
    if (!file.open(QIODevice::ReadOnly))
        return out;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
    static const QRegularExpression bar(QStringLiteral("(?<!\\\\)\\|"));
    static const QRegularExpression name(QStringLiteral("`([a-z_.]+)`"));
    for (const QString &line : lines) {
        const QStringList cells = line.split(bar);
        if (cells.size() < 4 || !cells[1].trimmed().startsWith(QLatin1Char('`')))
            continue;
        static const QRegularExpression aside(QStringLiteral("\\([^)]*\\)"));
        const QStringList params = QString(cells[2]).remove(aside).split(QStringLiteral(" / "));
        QString family;
        int index = 0;
        for (auto names = name.globalMatch(cells[1]); names.hasNext(); ++index) {
            QString method = names.next().captured(1);
            if (method.contains(QLatin1Char('.')))
                family = method.section(QLatin1Char('.'), 0, 0);
            else
                method = family + QLatin1Char('.') + method;
            out[method.toStdString()] = namesIn(params.value(params.size() > 1 ? index : 0));
        }
    }
    return out;
}

//! What the method itself says it takes: it refuses a name that nobody reads, after all that must be there.
Taken takenBy(Desk &desk, const Method &method)
{
    Taken out;
    json::object params{{"zz_nobody", 1}};
    for (int tries = 0; tries < 20; ++tries) {
        const Result<json::object> answer = desk.run(method(params));
        if (answer)
            return {};
        if (answer.error().field == "zz_nobody") {
            out.all.insert(answer.error().choices.begin(), answer.error().choices.end());
            return out;
        }
        const std::string missing = answer.error().field;
        out.required.insert(missing);
        const json::value *given = params.if_contains(missing);
        params[missing] = given == nullptr ? json::value("x") : json::value(true); // a text, else a flag
    }
    return {};
}

} // namespace

class MethodsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyMethodIsDocumented();
    void paramsAreAsDocumented_data();
    void paramsAreAsDocumented();
    void keysAreMadeWithTheLeastRights();
    void anAppsClientIdHasTheFormOfItsProvider();
    void C37_listsHoldNoSecrets();
    void S23_administrationIsOnRecord_data();
    void S23_administrationIsOnRecord();
    void accountsAreFoundByOwner();
    void doctorSaysOnlyWhatItTried();

private:
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Context> m_context;
    MethodTable m_methods;
};

void MethodsTest::initTestCase()
{
    m_desk = std::make_unique<Desk>();
    Desk &desk = *m_desk;
    const ControlServices services{desk.database.get(),    &desk.vault,        &desk.catalogue, desk.accounts.get(), &desk.keys,  desk.profiles.get(),
                                   desk.credentials.get(), desk.service.get(), &desk.actions,   &desk.audit,         &desk.clock, &desk.random};
    const HubInfo info{"1.2.3", "http://127.0.0.1:7423", 7423, desk.directory.path().toStdString(), desk.clock.now()};
    m_context = std::unique_ptr<Context>(new Context{
        services, info, {}, Usage(&desk.clock), ConnectWatch(desk.io.get_executor(), desk.service.get(), desk.accounts.get(), &desk.clock), {}, desk.io.get_executor()});
    m_context->publish = [](std::string_view, const json::object &) {};
    m_methods = allMethods(m_context.get());
}

void MethodsTest::everyMethodIsDocumented()
{
    Names said, served{"events.subscribe"}; // the connection's own
    for (const auto &[name, taken] : documented())
        said.insert(name);
    for (const auto &[name, method] : m_methods)
        served.insert(name);
    QCOMPARE(said, served);
}

void MethodsTest::paramsAreAsDocumented_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const auto &[name, method] : m_methods)
        QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
}

void MethodsTest::paramsAreAsDocumented()
{
    QFETCH(QByteArray, method);
    const std::string name = method.toStdString();
    const Taken taken = takenBy(*m_desk, m_methods.at(name));
    QCOMPARE(QString::fromStdString(textOf(taken)), QString::fromStdString(textOf(documented()[name])));
}

void MethodsTest::keysAreMadeWithTheLeastRights()
{
    const Result<json::object> made = m_desk->run(m_methods.at("keys.create")({{"name", "agent"}}));
    QVERIFY(made.ok());
    QCOMPARE(made->at("key").at("scopes"), (json::value{"actions"}));
    QCOMPARE(made->at("key").at("effects"), (json::value{"read"}));
    QVERIFY(m_desk->keys.authenticate(stringOf(*made, "secret")).ok());
    for (const char *wrong : {R"({"name":"a","scopes":["admin"]})", R"({"name":"a","effects":["harm"]})", R"({"name":"a","accounts":["acc_nothing"]})", R"({"name":"a","expires_days":0})"})
        QVERIFY2(!m_desk->run(m_methods.at("keys.create")(parseObject(wrong).value())).ok(), wrong);
}

void MethodsTest::anAppsClientIdHasTheFormOfItsProvider()
{
    const char *file = R"({"schema":1,"key":"formal","name":"Formal","categories":["code"],"docs_url":"https://formal.example","evidence":"listed",
      "base_url":"https://api.formal.example","auth":[{"key":"oauth2","type":"oauth2","authorization_url":"https://formal.example/a","token_url":"https://formal.example/t",
      "client_id_pattern":"^[0-9]{6}\\.apps$","console_url":"https://formal.example/apps"}]})";
    QVERIFY(m_desk->run(m_methods.at("connectors.add")({{"text", file}})).ok());
    const Result<json::object> wrong = m_desk->run(m_methods.at("profiles.set")({{"connector", "formal"}, {"client_id", "my app"}}));
    QVERIFY(!wrong.ok());
    QCOMPARE(wrong.error().field, std::string("client_id"));
    QVERIFY(m_desk->run(m_methods.at("profiles.set")({{"connector", "formal"}, {"client_id", " 123456.apps "}})).ok());
    const Result<json::object> shown = m_desk->run(m_methods.at("connectors.show")({{"connector", "formal"}}));
    QCOMPARE(shown->at("connector").at("auth").at(0).at("console_url"), json::value("https://formal.example/apps"));
}

void MethodsTest::C37_listsHoldNoSecrets()
{
    m_desk->bolt("ana");
    const Result<json::object> made = m_desk->run(m_methods.at("keys.create")({{"name", "secret-bearer"}}));
    const Result<json::object> app = m_desk->run(m_methods.at("profiles.set")({{"connector", "bolt"}, {"client_id", "id"}, {"client_secret", "app-secret-0123456789"}}));
    QVERIFY(made.ok() && app.ok());
    const Result<json::object> link = m_desk->run(m_methods.at("links.create")({}));
    std::string all;
    for (const char *name : {"accounts.list", "connectors.list", "keys.list", "links.list", "profiles.list", "hub.status", "audit.tail"})
        all += json::serialize(m_desk->run(m_methods.at(name)({})).value());
    const std::string url = stringOf(link.value(), "url");
    for (const std::string &secret : {kOldToken, stringOf(*made, "secret"), std::string("app-secret-0123456789"), url.substr(url.rfind('/') + 1)})
        QVERIFY2(!secret.empty() && all.find(secret) == std::string::npos, secret.c_str());
    QVERIFY(all.find("\"has_secret\":true") != std::string::npos);
}

void MethodsTest::S23_administrationIsOnRecord_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("event");
    const auto row = [](const char *method, const char *event) { QTest::newRow(method) << QByteArray(method) << QByteArray(event); };
    row("accounts.suspend", "account.suspended");
    row("accounts.alias", "account.renamed");
    row("accounts.delete", "account.deleted");
    row("keys.create", "key.created");
    row("links.create", "link.created");
    row("connectors.remove", "connector.removed");
    row("profiles.set", "profile.set");
}

void MethodsTest::S23_administrationIsOnRecord()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, event);
    const Account account = m_desk->bolt("ana");
    QVERIFY(m_desk->catalogue.add(kCargo, "sample", false).ok());
    const std::map<QByteArray, json::object> params{{"accounts.suspend", {{"account", account.id.str()}}},
                                                    {"accounts.alias", {{"account", account.id.str()}, {"alias", "renamed"}}},
                                                    {"accounts.delete", {{"account", account.id.str()}}},
                                                    {"keys.create", {{"name", "a"}}},
                                                    {"links.create", {}},
                                                    {"connectors.remove", {{"connector", "cargo"}}},
                                                    {"profiles.set", {{"connector", "bolt"}, {"client_id", "id"}}}};
    const std::size_t before = m_desk->record().size();
    const Result<json::object> done = m_desk->run(m_methods.at(method.toStdString())(params.at(method)));
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().message.c_str());
    const std::vector<AuditRow> rows = m_desk->record();
    QVERIFY(rows.size() > before);
    QVERIFY2(std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(before), rows.end(), [&](const AuditRow &row) { return row.event == event.toStdString() && row.protocol == "control"; }),
             rows.back().event.c_str());
}

void MethodsTest::accountsAreFoundByOwner()
{
    const Account mine = m_desk->bolt("carl");
    const auto show = [&](const json::object &params) { return m_desk->run(m_methods.at("accounts.show")(params)); };
    QVERIFY(show({{"account", mine.id.str()}}).ok());
    QVERIFY(show({{"account", mine.alias}, {"owner", "carl"}}).ok());
    QCOMPARE(show({{"account", mine.id.str()}, {"owner", "dora"}}).error().code, ErrorCode::NotFound);
}

void MethodsTest::doctorSaysOnlyWhatItTried()
{
    m_desk->vault.goodWrites = 0; // it reads, and can't tell
    const json::object seen = m_desk->run(m_methods.at("doctor.run")({})).value();
    m_desk->vault.goodWrites = 1'000;
    const json::value &vault = seen.at("checks").get_array().front();
    QCOMPARE(vault.at("id"), json::value("vault"));
    QCOMPARE(vault.at("state"), json::value("ok"));
    QCOMPARE(vault.at("detail"), json::value("It can be read."));
}

QTEST_GUILESS_MAIN(MethodsTest)
#include "methods_test.moc"
