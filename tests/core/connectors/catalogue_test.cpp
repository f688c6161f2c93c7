#include "core/connectors/catalogue.h"

#include "tests/core/connectors/connector_text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace hub;

namespace {

std::string named(const std::string &key, const std::string &name, const json::object &more = {})
{
    json::object field{{"key", "token"}, {"label", "T"}, {"type", "password"}};
    json::object method{{"key", "k"}, {"type", "bearer"}, {"fields", json::array{std::move(field)}}};
    json::object out{{"schema", 1}, {"key", key}, {"name", name}, {"categories", {"crm"}}, {"docs_url", "https://d.example"}, {"evidence", "listed"}};
    out["base_url"] = "https://" + key + ".example";
    out["auth"] = json::array{std::move(method)};
    for (const auto &member : more)
        out.insert_or_assign(member.key(), member.value());
    return json::serialize(out);
}

std::vector<std::string> keysOf(const std::vector<SummaryPointer> &list)
{
    std::vector<std::string> keys;
    for (const auto &connector : list)
        keys.push_back(connector->key);
    return keys;
}

} // namespace

class CatalogueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void aPersonsFileWinsOverAShippedOne();
    void brokenFilesAreLeftOutAndTold_data();
    void brokenFilesAreLeftOutAndTold();
    void theBestMatchComesFirst_data();
    void theBestMatchComesFirst();
    void connectorsComeInTheOrderOfTheirNames();
    void aConnectorInUseOutlivesItsChange();
    void actionsAreFoundByTheirKey();
    void whatIsRefusedIsNotKept();
    void theWordForLocalAddressesIsKeptAndTakenBack();
    void shippedOnesAreNotRemoved();
    void aChangedFileIsServedAtOnce();
    void aBrokenNewVersionLeavesTheOldOne();
    void aVanishedFileShowsTheShippedOneAgain();
    void A35_anAddedFileThatChangedIsRefused();
    void A35_itStaysRefusedAtTheNextStart();
    void theWordForLocalAddressesIsForTheKeyAndTheNewFilesLiterals();
    void lostEventsAreCaughtUp();
    void listingReadsNoDefinition();

private:
    QString path(const char *name) const { return m_directory->filePath(QLatin1String(name)); }
    std::string directory() const { return m_directory->path().toStdString(); }
    void write(const QString &name, const std::string &text) const
    {
        QFile file(m_directory->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(text));
    }
    std::unique_ptr<QTemporaryDir> m_directory;
};

void CatalogueTest::aPersonsFileWinsOverAShippedOne()
{
    Catalogue catalogue(directory());
    catalogue.loadShipped();
    const std::shared_ptr<const Connector> shipped = catalogue.find(catalogue.summaries().front()->key);
    QVERIFY(shipped->shipped);
    const auto added = catalogue.add(named(shipped->key, "Mine"), "mine.json", false);
    QVERIFY2(added.ok(), added.ok() ? "" : added.error().message.c_str());
    QCOMPARE(catalogue.find(shipped->key)->name, std::string("Mine"));
    QVERIFY(!catalogue.find(shipped->key)->shipped);
    Catalogue again(directory());
    again.loadShipped();
    again.loadDirectory(directory(), {});
    QCOMPARE(again.find(shipped->key)->name, std::string("Mine"));
    QVERIFY(again.remove(shipped->key).ok());
    QCOMPARE(again.find(shipped->key)->name, shipped->name);
    QVERIFY(!QFile::exists(m_directory->filePath(QString::fromStdString(shipped->key + ".json"))));
}

void CatalogueTest::brokenFilesAreLeftOutAndTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray();
    QTest::newRow("an unknown key") << QByteArray::fromStdString(named("broken", "B", {{"colour", "red"}})) << QByteArray("/colour");
    QTest::newRow("another name than the file's") << QByteArray::fromStdString(named("other", "B")) << QByteArray("/key");
    QTest::newRow("larger than 2 MiB") << QByteArray(2 * 1024 * 1024 + 1, ' ') << QByteArray();
}

void CatalogueTest::brokenFilesAreLeftOutAndTold()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, field);
    write(QStringLiteral("broken.json"), text.toStdString());
    write(QStringLiteral("good.json"), named("good", "Good"));
    write(QStringLiteral("notes.txt"), "no connector");
    Catalogue catalogue;
    catalogue.loadDirectory(directory(), {});
    QCOMPARE(keysOf(catalogue.summaries()), std::vector<std::string>{"good"});
    QCOMPARE(catalogue.problems().size(), std::size_t(1));
    QCOMPARE(catalogue.problems()[0].source, path("broken.json").toStdString());
    QCOMPARE(catalogue.problems()[0].error.field, field.toStdString());
}

void CatalogueTest::theBestMatchComesFirst_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("keys");
    QTest::newRow("the whole name before its beginning") << QByteArray("deal") << QByteArray("deal dealer");
    QTest::newRow("by the key") << QByteArray("zz-top") << QByteArray("zz-top");
    QTest::newRow("by an alias, in capitals") << QByteArray("  BIGCO ") << QByteArray("dealer");
    QTest::newRow("a part of the name") << QByteArray("eale") << QByteArray("dealer");
    QTest::newRow("one letter wrong") << QByteArray("deeler") << QByteArray("dealer");
    QTest::newRow("by the category, all of it") << QByteArray("crm") << QByteArray("deal dealer zz-top");
    QTest::newRow("no query gives all") << QByteArray(" ") << QByteArray("deal dealer zz-top");
    QTest::newRow("nothing fits") << QByteArray("qqqq") << QByteArray();
}

void CatalogueTest::theBestMatchComesFirst()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, keys);
    Catalogue catalogue(directory());
    QVERIFY(catalogue.add(named("zz-top", "Top"), "f", false).ok());
    QVERIFY(catalogue.add(named("dealer", "Dealer", {{"aliases", json::array{"BigCo"}}}), "f", false).ok());
    QVERIFY(catalogue.add(named("deal", "Deal"), "f", false).ok());
    std::string found;
    for (const std::string &key : keysOf(catalogue.search(query.toStdString())))
        found += (found.empty() ? "" : " ") + key;
    QCOMPARE(found, keys.toStdString());
}

void CatalogueTest::connectorsComeInTheOrderOfTheirNames()
{
    Catalogue catalogue(directory());
    for (const auto &[key, name] : std::vector<std::pair<const char *, const char *>>{{"c", "beta"}, {"b", "Alpha"}, {"a", "Gamma"}})
        QVERIFY(catalogue.add(named(key, name), "f", false).ok());
    const std::vector<std::string> expected{"b", "c", "a"};
    QCOMPARE(keysOf(catalogue.summaries()), expected);
}

void CatalogueTest::aConnectorInUseOutlivesItsChange()
{
    Catalogue catalogue(directory());
    const auto before = catalogue.add(named("mine", "Old"), "f", false);
    QVERIFY(before.ok());
    QVERIFY(catalogue.add(named("mine", "New"), "f", false).ok());
    QVERIFY(catalogue.remove("mine").ok());
    QCOMPARE((*before)->name, std::string("Old"));
    QVERIFY(catalogue.find("mine") == nullptr);
}

void CatalogueTest::actionsAreFoundByTheirKey()
{
    Catalogue catalogue(directory());
    QVERIFY(catalogue.add(json::serialize(goodConnector()), "f", false).ok());
    QCOMPARE(catalogue.findAction("acme_get_item").second->title, std::string("Get"));
    QVERIFY(catalogue.findAction("acme_nothing").second == nullptr);
    QVERIFY(catalogue.findAction("acme_nothing").first != nullptr);
    for (const char *id : {"", "acme", "other_get_item", "_acme_get_item"})
        QVERIFY2(catalogue.findAction(id).second == nullptr, id);
}

void CatalogueTest::whatIsRefusedIsNotKept()
{
    Catalogue catalogue(directory());
    const auto added = catalogue.add("{}", "their.json", false);
    QVERIFY(!added.ok());
    QVERIFY2(added.error().message.starts_with("their.json: "), added.error().message.c_str());
    QVERIFY(QDir(m_directory->path()).entryList({QStringLiteral("*.json")}).isEmpty());
    Catalogue nowhere;
    QCOMPARE(nowhere.add(named("mine", "Mine"), "f", false).error().code, ErrorCode::StorageFull);
    QCOMPARE(nowhere.remove("mine").error().code, ErrorCode::NotFound);
}

void CatalogueTest::theWordForLocalAddressesIsKeptAndTakenBack()
{
    const std::string text = named("mine", "Mine", {{"base_url", "http://127.0.0.1:9000"}});
    Catalogue catalogue(directory());
    QVERIFY(!catalogue.add(text, "f", false).ok());
    QVERIFY(catalogue.add(text, "f", true).ok());
    const auto loads = [&](const std::set<std::string> &allowed) {
        Catalogue again(directory());
        again.loadDirectory(directory(), allowed);
        return again.find("mine") != nullptr;
    };
    QVERIFY2(loads({}), "the word is kept beside the file");
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    for (const char *name : {"mine.json", "added.json"})
        QVERIFY2(!(QFile::permissions(path(name)) & others), name);
    QVERIFY(catalogue.remove("mine").ok());
    write(QStringLiteral("mine.json"), text);
    QVERIFY2(!loads({}), "a file that comes later needs a word of its own");
    QVERIFY(loads({"mine"}));
    QVERIFY(!loads({"other"}));
}

void CatalogueTest::shippedOnesAreNotRemoved()
{
    Catalogue catalogue(directory());
    catalogue.loadShipped();
    const std::size_t count = catalogue.summaries().size();
    for (const std::string &key : {catalogue.summaries().front()->key, std::string("nothing"), std::string("../x")})
        QCOMPARE(catalogue.remove(key).error().code, ErrorCode::NotFound);
    QCOMPARE(catalogue.summaries().size(), count);
}

void CatalogueTest::aChangedFileIsServedAtOnce()
{
    write(QStringLiteral("mine.json"), named("mine", "Old"));
    Catalogue catalogue;
    catalogue.loadDirectory(directory(), {});
    int told = 0;
    catalogue.onChange([&] { ++told; });
    const auto before = catalogue.find("mine");
    const std::uint64_t version = catalogue.version();
    QVERIFY2(!catalogue.refresh(directory(), "mine.json"), "written again, but the same");
    write(QStringLiteral("mine.json"), named("mine", "New"));
    const auto change = catalogue.refresh(directory(), "mine.json");
    QVERIFY(change.has_value());
    QCOMPARE(change->before, before->hash);
    QCOMPARE(change->after, catalogue.find("mine")->hash);
    QCOMPARE(catalogue.find("mine")->name, std::string("New"));
    QCOMPARE(catalogue.summary("mine")->name, std::string("New"));
    QCOMPARE(before->name, std::string("Old"));
    QCOMPARE(told, 1);
    QVERIFY(catalogue.version() > version);
    write(QStringLiteral("second.json"), named("second", "Second"));
    QVERIFY(catalogue.refresh(directory(), "second.json")->before.empty());
    QCOMPARE(keysOf(catalogue.summaries()), (std::vector<std::string>{"mine", "second"}));
    for (const char *name : {"notes.txt", "added.json", ".mine.json.swp", "never.json"})
        QVERIFY2(!catalogue.refresh(directory(), name), name);
    QCOMPARE(told, 2);
}

void CatalogueTest::aBrokenNewVersionLeavesTheOldOne()
{
    write(QStringLiteral("mine.json"), named("mine", "Old"));
    Catalogue catalogue;
    catalogue.loadDirectory(directory(), {});
    int told = 0;
    catalogue.onChange([&] { ++told; });
    for (int again = 0; again < 2; ++again) {
        write(QStringLiteral("mine.json"), named("mine", "New").substr(0, 80));
        const auto change = catalogue.refresh(directory(), "mine.json");
        QVERIFY(change && !change->problem.empty());
        QCOMPARE(change->after, change->before);
        QCOMPARE(catalogue.find("mine")->name, std::string("Old"));
        QCOMPARE(catalogue.problems().size(), std::size_t(1));
        QCOMPARE(catalogue.problems().front().source, path("mine.json").toStdString());
    }
    QCOMPARE(told, 0);
    write(QStringLiteral("mine.json"), named("mine", "New"));
    QVERIFY(catalogue.refresh(directory(), "mine.json").has_value());
    QVERIFY(catalogue.problems().empty());
    QCOMPARE(catalogue.find("mine")->name, std::string("New"));
}

void CatalogueTest::aVanishedFileShowsTheShippedOneAgain()
{
    write(QStringLiteral("github.json"), named("github", "Mine"));
    write(QStringLiteral("mine.json"), named("mine", "Mine"));
    Catalogue catalogue;
    catalogue.loadShipped();
    const std::string shipped = catalogue.find("github")->name;
    catalogue.loadDirectory(directory(), {});
    QCOMPARE(catalogue.find("github")->name, std::string("Mine"));
    QVERIFY(QFile::remove(path("github.json")) && QFile::remove(path("mine.json")));
    QVERIFY(catalogue.refresh(directory(), "github.json")->after.empty());
    QVERIFY(catalogue.refresh(directory(), "mine.json")->after.empty());
    QCOMPARE(catalogue.find("github")->name, shipped);
    QVERIFY(catalogue.find("github")->shipped);
    QVERIFY(catalogue.find("mine") == nullptr && catalogue.summary("mine") == nullptr);
}

void CatalogueTest::A35_anAddedFileThatChangedIsRefused()
{
    Catalogue catalogue(directory());
    QVERIFY(catalogue.add(named("mine", "Approved"), "f", false).ok());
    write(QStringLiteral("mine.json"), named("mine", "Evil"));
    const auto change = catalogue.refresh(directory(), "mine.json");
    QVERIFY(change && change->problem.find("connectors add") != std::string::npos);
    QCOMPARE(catalogue.find("mine")->name, std::string("Approved"));
    QCOMPARE(catalogue.problems().front().error.code, ErrorCode::Conflict);
    QVERIFY2(catalogue.add(named("mine", "Evil"), "f", false).ok(), "the person says yes");
    QCOMPARE(catalogue.find("mine")->name, std::string("Evil"));
    QVERIFY(catalogue.problems().empty());
}

void CatalogueTest::A35_itStaysRefusedAtTheNextStart()
{
    {
        Catalogue catalogue(directory());
        QVERIFY(catalogue.add(named("github", "Approved"), "f", false).ok());
    }
    write(QStringLiteral("github.json"), named("github", "Evil"));
    write(QStringLiteral("own.json"), named("own", "Put there by hand"));
    Catalogue again(directory());
    again.loadShipped();
    again.loadDirectory(directory(), {});
    QVERIFY2(again.find("github")->shipped, "neither the new text nor one that is nowhere any more");
    QCOMPARE(again.problems().size(), std::size_t(1));
    QVERIFY(again.find("own") != nullptr);
    Catalogue developers; // the same directory as a developer's own
    developers.loadDirectory(directory(), {});
    QCOMPARE(developers.find("github")->name, std::string("Evil"));
}

void CatalogueTest::theWordForLocalAddressesIsForTheKeyAndTheNewFilesLiterals()
{
    write(QStringLiteral("mine.json"), named("mine", "Mine", {{"base_url", "http://127.0.0.1:9000"}}));
    Catalogue catalogue;
    catalogue.loadDirectory(directory(), {"mine"});
    QCOMPARE(catalogue.find("mine")->localHosts, std::set<std::string>({"127.0.0.1:9000", "d.example:443"}));
    write(QStringLiteral("mine.json"), named("mine", "Mine", {{"base_url", "http://127.0.0.1:9001"}}));
    QVERIFY(catalogue.refresh(directory(), "mine.json").has_value());
    QCOMPARE(catalogue.find("mine")->localHosts, std::set<std::string>({"127.0.0.1:9001", "d.example:443"}));
}

void CatalogueTest::lostEventsAreCaughtUp()
{
    write(QStringLiteral("a.json"), named("a", "A"));
    write(QStringLiteral("b.json"), named("b", "B"));
    Catalogue catalogue;
    catalogue.loadDirectory(directory(), {});
    write(QStringLiteral("a.json"), named("a", "Other"));
    write(QStringLiteral("c.json"), named("c", "C"));
    QVERIFY(QFile::remove(path("b.json")));
    QCOMPARE(catalogue.refresh(directory()).size(), std::size_t(3));
    QCOMPARE(keysOf(catalogue.summaries()), (std::vector<std::string>{"c", "a"}));
    QVERIFY(catalogue.refresh(directory()).empty());
    QVERIFY(catalogue.refresh("/nowhere").empty());
}

void CatalogueTest::listingReadsNoDefinition()
{
    // an index without its files: whoever read one would get nothing
    const QString root = m_directory->path() + QLatin1Char('/');
    write(QStringLiteral("connectors.index"),
          R"({"key":"a","name":"A","categories":["crm"],"needs":"app","auth":[{"key":"o","type":"oauth2"}],"actions":{"read":2},"sha256":"00"})"
          "\nno JSON\n"
          R"({"key":"b","name":"B","aliases":["bee"],"categories":["crm"],"needs":"none","actions":{}})");
    Catalogue catalogue;
    catalogue.loadShipped(root.toStdString());
    QCOMPARE(keysOf(catalogue.summaries()), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(keysOf(catalogue.search("bee")), std::vector<std::string>{"b"});
    QCOMPARE(catalogue.summary("a")->actions.reads, std::size_t(2));
    QVERIFY(catalogue.summary("a")->needs == Needs::App);
    QVERIFY(catalogue.find("a") == nullptr);
}

QTEST_GUILESS_MAIN(CatalogueTest)
#include "catalogue_test.moc"
