#include "core/connectors/directory_watch.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <boost/asio/io_context.hpp>

using namespace hub;

class DirectoryWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aFileIsToldOnceItIsWrittenWhole();
    void movesAndDeletionsAreTold();
    void noDirectoryIsAnError();
    void nothingIsToldAfterTheEnd();

private:
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    //! Handles what the kernel has told by now; it tells before the call that changes a file returns.
    void poll()
    {
        m_io.restart();
        m_io.poll();
    }
    boost::asio::io_context m_io;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DirectoryWatch> m_watch;
    std::vector<std::string> m_told;
};

void DirectoryWatchTest::init()
{
    m_told.clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_watch = std::make_unique<DirectoryWatch>(m_io.get_executor(), [this](const std::string &, const std::string &name) { m_told.push_back(name); });
    QVERIFY(m_watch->add(m_folder->path().toStdString()).ok());
    poll();
}

void DirectoryWatchTest::aFileIsToldOnceItIsWrittenWhole()
{
    QFile file(path("a.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int part = 0; part < 3; ++part) {
        file.write("half");
        file.flush();
        poll();
        QVERIFY2(m_told.empty(), "a half-written file");
    }
    file.close();
    poll();
    QCOMPARE(m_told, std::vector<std::string>{"a.json"});
}

void DirectoryWatchTest::movesAndDeletionsAreTold()
{
    QFile file(path("a.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QVERIFY(QFile::rename(path("a.json"), path("b.json")));
    QVERIFY(QFile::remove(path("b.json")));
    poll();
    const std::vector<std::string> expected{"a.json", "a.json", "b.json", "b.json"};
    QCOMPARE(m_told, expected);
}

void DirectoryWatchTest::noDirectoryIsAnError()
{
    QVERIFY(!m_watch->add(path("nowhere").toStdString()).ok());
    QFile file(path("a.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!m_watch->add(path("a.json").toStdString()).ok());
}

void DirectoryWatchTest::nothingIsToldAfterTheEnd()
{
    m_watch->stop();
    QFile file(path("a.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    poll();
    QVERIFY(m_told.empty());
}

QTEST_GUILESS_MAIN(DirectoryWatchTest)
#include "directory_watch_test.moc"
