#include "app/daemon/hardening.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace hub;

class HardeningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A37_A38_theProcessKeepsItsMemoryToItself();
    void A38_newFilesAreTheUsersAlone();
    void theKeychainsTrapIsCleared();
};

void HardeningTest::A37_A38_theProcessKeepsItsMemoryToItself()
{
    QCOMPARE(::prctl(PR_SET_DUMPABLE, 1), 0);
    hardenProcess();
    rlimit core{1, 1};
    QCOMPARE(::getrlimit(RLIMIT_CORE, &core), 0);
    QCOMPARE(core.rlim_cur, rlim_t(0));
    QCOMPARE(core.rlim_max, rlim_t(0));
    QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
}

void HardeningTest::A38_newFilesAreTheUsersAlone()
{
    hardenProcess();
    const QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("new")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    struct stat about{};
    QCOMPARE(::stat(file.fileName().toUtf8().constData(), &about), 0);
    QCOMPARE(about.st_mode & 0077, mode_t(0));
    QVERIFY(std::signal(SIGPIPE, SIG_IGN) == SIG_IGN); // a client that goes away ends nothing
}

void HardeningTest::theKeychainsTrapIsCleared()
{
    qputenv("QT_NO_GLIB", "1");
    hardenProcess();
    QVERIFY(!qEnvironmentVariableIsSet("QT_NO_GLIB"));
}

QTEST_GUILESS_MAIN(HardeningTest)
#include "hardening_test.moc"
