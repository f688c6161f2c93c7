#include "core/actions/action_index.h"

#include "core/connectors/catalogue.h"

#include <QFile>
#include <QTest>

using namespace hub;

namespace {

bool any(const Connector &, const Action &)
{
    return true;
}

ActionIndex shippedIndex()
{
    Catalogue catalogue;
    catalogue.loadShipped();
    std::vector<std::shared_ptr<const Connector>> all;
    for (const SummaryPointer &each : catalogue.summaries())
        all.push_back(catalogue.find(each->key));
    return ActionIndex(all);
}

} // namespace

class ActionIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainRequestsFindTheirAction();
    void anIdFindsItself();
    void onlyWhatIsAdmittedIsFound();
    void nothingFitsNothing();
    void wordsLoseTheirEndings_data();
    void wordsLoseTheirEndings();
    void scoresAreSharesOfOne();
};

//! requests.tsv was written before the index was: 45 of its 50 have to be among the first three.
void ActionIndexTest::plainRequestsFindTheirAction()
{
    const ActionIndex index = shippedIndex();
    QFile file(QFINDTESTDATA("requests.tsv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int requests = 0;
    QStringList missed;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QList<QByteArray> columns = line.split('\t');
        if (columns.size() != 2)
            continue;
        ++requests;
        const QList<QByteArray> wanted = columns[1].split(',');
        bool found = false;
        QByteArrayList got;
        for (const ActionHit &hit : index.search(columns[0].toStdString(), 3, &any)) {
            got.append(QByteArray::fromStdString(hit.action->id));
            found = found || wanted.contains(got.last());
        }
        if (!found)
            missed.append(QString::fromUtf8(columns[0] + ": " + got.join(' ')));
    }
    QCOMPARE(requests, 50);
    qInfo("%d of %d found", requests - static_cast<int>(missed.size()), requests);
    QVERIFY2(missed.size() <= 5, qPrintable(missed.join(QLatin1Char('\n'))));
}

void ActionIndexTest::anIdFindsItself()
{
    const ActionIndex index = shippedIndex();
    const std::vector<ActionHit> hits = index.search("github_create_issue", 5, &any);
    QVERIFY(!hits.empty());
    QCOMPARE(hits.front().action->id, std::string("github_create_issue"));
    QCOMPARE(hits.front().score, 1.0);
}

void ActionIndexTest::onlyWhatIsAdmittedIsFound()
{
    const ActionIndex index = shippedIndex();
    const auto reads = [](const Connector &, const Action &action) { return action.effect == Effect::Read; };
    const std::vector<ActionHit> hits = index.search("create an issue", 20, reads);
    QVERIFY(!hits.empty());
    for (const ActionHit &hit : hits)
        QCOMPARE(hit.action->effect, Effect::Read);
}

void ActionIndexTest::nothingFitsNothing()
{
    QVERIFY(shippedIndex().search("", 5, &any).empty());
    QVERIFY(shippedIndex().search("qwxyzzy", 5, &any).empty());
    QVERIFY(ActionIndex({}).search("issue", 5, &any).empty());
}

void ActionIndexTest::wordsLoseTheirEndings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("plural") << QByteArray("the issues") << QByteArray("issu");
    QTest::newRow("ies") << QByteArray("Repositories") << QByteArray("repository");
    QTest::newRow("an id") << QByteArray("github_create_issue") << QByteArray("github creat issu");
    QTest::newRow("letters beyond ASCII stay together") << QByteArray("Übersicht") << QByteArray("Übersicht");
    QTest::newRow("nothing but idle words") << QByteArray("what is it") << QByteArray();
}

void ActionIndexTest::wordsLoseTheirEndings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    QByteArrayList found;
    for (const std::string &word : searchWords(text.toStdString()))
        found.append(QByteArray::fromStdString(word));
    QCOMPARE(found.join(' '), words);
}

void ActionIndexTest::scoresAreSharesOfOne()
{
    const ActionIndex index = shippedIndex();
    double last = 1;
    for (const ActionHit &hit : index.search("send a message to a channel", 50, &any)) {
        QVERIFY(hit.score > 0 && hit.score <= last);
        last = hit.score;
    }
}

QTEST_APPLESS_MAIN(ActionIndexTest)
#include "action_index_test.moc"
