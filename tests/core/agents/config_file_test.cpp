#include "core/agents/config_file.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace hub;

class ConfigFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void modeAndOwnerStay_data();
    void modeAndOwnerStay();
    void aNewFileIsItsOwnersAlone();
    void aLinkStaysALink();
    void whatCantBeReadSaysWhy_data();
    void whatCantBeReadSaysWhy();
    void whatSomebodyElseWroteMeanwhileStays();
    void theFirstStateIsKeptBesideIt();
    void nothingIsLeftOfAnAttempt();

private:
    std::string path(const char *name) const { return m_folder->filePath(QLatin1String(name)).toStdString(); }
    void put(const char *name, const QByteArray &text, unsigned mode = 0600) const
    {
        QFile file(m_folder->filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QCOMPARE(::chmod(path(name).c_str(), mode), 0);
    }
    QByteArray text(const char *name) const
    {
        QFile file(m_folder->filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
    }
    unsigned mode(const char *name) const
    {
        struct stat seen{};
        return ::stat(path(name).c_str(), &seen) == 0 ? seen.st_mode & 07777U : 0;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void ConfigFileTest::modeAndOwnerStay_data()
{
    QTest::addColumn<unsigned>("mode");
    for (const unsigned mode : {0600U, 0644U, 0640U, 0664U})
        QTest::addRow("mode %o", mode) << mode;
}

void ConfigFileTest::modeAndOwnerStay()
{
    QFETCH(unsigned, mode);
    put("a.json", "old", mode);
    const bool isRoot = ::geteuid() == 0;
    if (isRoot)
        QCOMPARE(::chown(path("a.json").c_str(), 1234, 2345), 0);
    const ConfigFile file = readConfigFile(path("a.json")).value();
    QCOMPARE(file.text, std::string("old"));
    QCOMPARE(file.isOpen(), mode != 0600);
    QVERIFY(replaceConfigFile(file, "new", file.mode).ok());
    QCOMPARE(text("a.json"), QByteArray("new"));
    QCOMPARE(this->mode("a.json"), mode);
    struct stat seen{};
    QCOMPARE(::stat(path("a.json").c_str(), &seen), 0);
    QCOMPARE(seen.st_uid, file.user);
    QCOMPARE(seen.st_gid, file.group);
    QCOMPARE(file.user, isRoot ? 1234U : ::geteuid());
}

void ConfigFileTest::aNewFileIsItsOwnersAlone()
{
    const ConfigFile file = readConfigFile(path("User/new.json")).value();
    QVERIFY(!file.exists && file.text.empty());
    QVERIFY(replaceConfigFile(file, "{}", file.mode).ok());
    QCOMPARE(text("User/new.json"), QByteArray("{}"));
    QCOMPARE(mode("User/new.json"), 0600U);
}

void ConfigFileTest::aLinkStaysALink()
{
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("dotfiles")));
    put("dotfiles/real.json", "old", 0640);
    QVERIFY(QFile::link(QStringLiteral("dotfiles/real.json"), m_folder->filePath(QStringLiteral("a.json"))));
    const ConfigFile file = readConfigFile(path("a.json")).value();
    QVERIFY(backUp(file).ok());
    QVERIFY(replaceConfigFile(file, "new", file.mode).ok());
    QVERIFY(QFileInfo(m_folder->filePath(QStringLiteral("a.json"))).isSymLink());
    QCOMPARE(text("dotfiles/real.json"), QByteArray("new"));
    QCOMPARE(mode("dotfiles/real.json"), 0640U);
    QCOMPARE(text("dotfiles/real.json.connect-hub-backup"), QByteArray("old"));
}

void ConfigFileTest::whatCantBeReadSaysWhy_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("a folder") << QByteArray("folder") << QByteArray("it is no file");
    QTest::newRow("a link to nothing") << QByteArray("nowhere") << QByteArray("a link to a file that is not there");
    QTest::newRow("links in a circle") << QByteArray("circle") << QByteArray("symbolic links");
    QTest::newRow("below a file") << QByteArray("a.json/b.json") << QByteArray("Not a directory");
    if (::geteuid() != 0)
        QTest::newRow("not for this user") << QByteArray("closed.json") << QByteArray("Permission denied");
}

void ConfigFileTest::whatCantBeReadSaysWhy()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, why);
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder")));
    put("a.json", "{}");
    put("closed.json", "{}", 0);
    QCOMPARE(::symlink("gone", path("nowhere").c_str()), 0);
    QCOMPARE(::symlink("circle", path("circle").c_str()), 0);
    const Result<ConfigFile> file = readConfigFile(path(name.constData()));
    QVERIFY(!file.ok());
    QCOMPARE(file.error().code, ErrorCode::Conflict);
    QVERIFY2(file.error().message.find(why.toStdString()) != std::string::npos, file.error().message.c_str());
}

void ConfigFileTest::whatSomebodyElseWroteMeanwhileStays()
{
    put("a.json", "old");
    const ConfigFile file = readConfigFile(path("a.json")).value();
    put("a.json", "theirs!");
    QCOMPARE(replaceConfigFile(file, "ours", 0600).error().code, ErrorCode::Conflict);
    QCOMPARE(removeConfigFile(file).error().code, ErrorCode::Conflict);
    QCOMPARE(text("a.json"), QByteArray("theirs!"));
    const ConfigFile missing = readConfigFile(path("b.json")).value();
    put("b.json", "theirs!");
    QCOMPARE(replaceConfigFile(missing, "ours", 0600).error().code, ErrorCode::Conflict);
    QCOMPARE(text("b.json"), QByteArray("theirs!"));
}

void ConfigFileTest::theFirstStateIsKeptBesideIt()
{
    put("a.json", "first", 0640);
    ConfigFile file = readConfigFile(path("a.json")).value();
    QVERIFY(backUp(file).ok());
    QCOMPARE(text("a.json.connect-hub-backup"), QByteArray("first"));
    QCOMPARE(mode("a.json.connect-hub-backup"), 0640U);
    QVERIFY(replaceConfigFile(file, "second", file.mode).ok());
    file = readConfigFile(path("a.json")).value();
    QVERIFY(backUp(file).ok());
    QCOMPARE(text("a.json.connect-hub-backup"), QByteArray("first"));
    dropBackup(file); // says something else than the file: stays
    QCOMPARE(text("a.json.connect-hub-backup"), QByteArray("first"));
    QVERIFY(replaceConfigFile(file, "first", file.mode).ok());
    dropBackup(readConfigFile(path("a.json")).value());
    QCOMPARE(text("a.json.connect-hub-backup"), QByteArray("none"));
}

void ConfigFileTest::nothingIsLeftOfAnAttempt()
{
    put("a.json", "old");
    const ConfigFile file = readConfigFile(path("a.json")).value();
    put("a.json", "theirs!");
    QVERIFY(!replaceConfigFile(file, "ours", 0600).ok());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("a.json")});
}

QTEST_GUILESS_MAIN(ConfigFileTest)
#include "config_file_test.moc"
