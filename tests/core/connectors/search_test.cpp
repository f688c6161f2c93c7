#include "core/connectors/search.h"

#include <QFile>
#include <QTest>

using namespace hub;

namespace {

QList<QStringList> rowsOf(const char *kind)
{
    QFile file(QFINDTESTDATA("search_cases.tsv"));
    QList<QStringList> out;
    if (!file.open(QIODevice::ReadOnly))
        return out;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QStringList cells = QString::fromUtf8(line).split(QLatin1Char('\t'));
        if (cells.constFirst() == QLatin1String(kind))
            out << cells.mid(1);
    }
    return out;
}

std::vector<std::string> listOf(const QString &cell)
{
    std::vector<std::string> out;
    for (const QString &each : cell.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        out.push_back(each.toStdString());
    return out;
}

std::vector<SummaryPointer> entries()
{
    std::vector<SummaryPointer> out;
    for (const QStringList &cells : rowsOf("entry")) {
        ConnectorSummary summary;
        summary.key = cells.value(0).toStdString();
        summary.name = cells.value(1).toStdString();
        summary.aliases = listOf(cells.value(2));
        summary.categories = listOf(cells.value(3));
        summary.needs = cells.value(4) == QLatin1String("none") ? Needs::Nothing : cells.value(4) == QLatin1String("key") ? Needs::Key : Needs::App;
        out.push_back(std::make_shared<const ConnectorSummary>(std::move(summary)));
    }
    return out;
}

QString keysOf(const std::vector<SummaryPointer> &list)
{
    QStringList keys;
    for (const SummaryPointer &each : list)
        keys << QString::fromStdString(each->key);
    return keys.join(QLatin1Char(' '));
}

} // namespace

//! The table of cases is shared with the page's own search (search.test.mjs).
class SearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBestComesFirst_data();
    void theBestComesFirst();
    void noQueryGivesAllInTheirOrder();
    void typosAreCountedUpToTheLimit();
};

void SearchTest::theBestComesFirst_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("keys");
    for (const QStringList &cells : rowsOf("case"))
        QTest::addRow("%s", qPrintable(QChar(u'"') + cells.value(0) + QChar(u'"'))) << cells.value(0) << cells.value(1);
}

void SearchTest::theBestComesFirst()
{
    QFETCH(QString, query);
    QFETCH(QString, keys);
    QCOMPARE(keysOf(searchConnectors(entries(), query.toStdString())), keys);
}

void SearchTest::noQueryGivesAllInTheirOrder()
{
    const std::vector<SummaryPointer> all = entries();
    QVERIFY(all.size() > 10);
    QCOMPARE(searchConnectors(all, "  "), all);
}

void SearchTest::typosAreCountedUpToTheLimit()
{
    QCOMPARE(typosBetween("jira", "jria", 2), std::size_t(1));
    QCOMPARE(typosBetween("abc", "abc", 2), std::size_t(0));
    QCOMPARE(typosBetween("abc", "abcd", 2), std::size_t(1));
    QCOMPARE(typosBetween("abcdef", "fedcba", 2), std::size_t(3));
    QCOMPARE(typosBetween("", "abc", 2), std::size_t(3));
    QCOMPARE(typosBetween("ca", "abc", 3), std::size_t(3));
}

QTEST_APPLESS_MAIN(SearchTest)
#include "search_test.moc"
