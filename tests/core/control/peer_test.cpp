#include "core/control/control_server.h"
#include "core/control/peer.h"

#include "tests/support/desk.h"

#include <QFileInfo>
#include <QTest>

#include <cerrno>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hub;

namespace {

int connectTo(const std::string &path)
{
    const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    return ::connect(handle, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0 ? handle : -errno;
}

} // namespace

//! Who may speak through the socket.
class PeerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePeerIsThisUser();
    void A38_anotherUserIsNotServed();
    void A38_S28_theSocketIsTheUsersOwn();
    void aPathThatIsTooLongIsRefused();
};

void PeerTest::thePeerIsThisUser()
{
    int pair[2];
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    QVERIFY(control::isSameUser(pair[0]));
    ::close(pair[0]);
    ::close(pair[1]);
    QVERIFY2(!control::isSameUser(pair[0]), "a descriptor that tells nothing");
    const int file = ::dup(0);
    QVERIFY(!control::isSameUser(file));
    ::close(file);
}

//! Needs root, to become somebody else.
void PeerTest::A38_anotherUserIsNotServed()
{
    if (::geteuid() != 0)
        QSKIP("only root can become another user");
    QTemporaryDir directory;
    const std::string path = directory.filePath(QStringLiteral("s.sock")).toStdString();
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    QCOMPARE(::bind(listening, reinterpret_cast<const sockaddr *>(&address), sizeof(address)), 0);
    QCOMPARE(::chmod(directory.path().toUtf8().constData(), 0755) | ::chmod(path.c_str(), 0777), 0);
    QCOMPARE(::listen(listening, 1), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const bool other = ::setgid(65534) == 0 && ::setuid(65534) == 0;
        const int handle = other ? connectTo(path) : -1;
        char end = 0;
        ::_exit(handle >= 0 && ::read(handle, &end, 1) == 0 ? 0 : 1); // until the other side closes
    }
    const int accepted = ::accept(listening, nullptr, nullptr);
    QVERIFY(accepted >= 0);
    QVERIFY(!control::isSameUser(accepted));
    ::close(accepted);
    ::close(listening);
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

void PeerTest::A38_S28_theSocketIsTheUsersOwn()
{
    Desk desk;
    const std::string path = desk.directory.filePath(QStringLiteral("control.sock")).toStdString();
    const ControlServices services{desk.database.get(),    &desk.vault,        &desk.catalogue, desk.accounts.get(), &desk.keys,  desk.profiles.get(),
                                   desk.credentials.get(), desk.service.get(), &desk.actions,   &desk.audit,         &desk.clock, &desk.random};
    ControlServer server(desk.io.get_executor(), services, {"1", "http://127.0.0.1:7423", 7423, desk.directory.path().toStdString(), desk.clock.now()});
    QFile stale(QString::fromStdString(path)); // left behind by a crash
    QVERIFY(stale.open(QIODevice::WriteOnly));
    stale.close();
    const Result<void> opened = server.listen(path);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
    struct stat about{};
    QCOMPARE(::stat(path.c_str(), &about), 0);
    QVERIFY(S_ISSOCK(about.st_mode));
    QCOMPARE(about.st_mode & 0777, mode_t(0600));
    const int handle = connectTo(path);
    QVERIFY(handle >= 0);
    ::close(handle);
    server.stop();
    QVERIFY(!QFileInfo::exists(QString::fromStdString(path)));
}

void PeerTest::aPathThatIsTooLongIsRefused()
{
    Desk desk;
    const ControlServices services{desk.database.get(),    &desk.vault,        &desk.catalogue, desk.accounts.get(), &desk.keys,  desk.profiles.get(),
                                   desk.credentials.get(), desk.service.get(), &desk.actions,   &desk.audit,         &desk.clock, &desk.random};
    ControlServer server(desk.io.get_executor(), services, {"1", "http://127.0.0.1:7423", 7423, {}, desk.clock.now()});
    const Result<void> opened = server.listen("/tmp/" + std::string(200, 'x') + "/control.sock");
    QVERIFY(!opened.ok());
    QVERIFY(opened.error().message.find("shorter data directory") != std::string::npos);
    QVERIFY(!server.listen("/nowhere/at/all/control.sock").ok());
}

QTEST_GUILESS_MAIN(PeerTest)
#include "peer_test.moc"
