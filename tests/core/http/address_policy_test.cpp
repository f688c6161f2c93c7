#include "core/http/address_policy.h"

#include <QTest>

using namespace hub;

class AddressPolicyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C41_localAddresses_data();
    void C41_localAddresses();
};

void AddressPolicyTest::C41_localAddresses_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("local");
    const auto row = [](const char *name, const char *address, bool local) { QTest::newRow(name) << QByteArray(address) << local; };
    row("A18 loopback", "127.0.0.1", true);
    row("A18 all of loopback", "127.255.255.254", true);
    row("just before loopback", "126.255.255.255", false);
    row("just after loopback", "128.0.0.0", false);
    row("unspecified, which is dialled as loopback", "0.0.0.0", true);
    row("this network", "0.1.2.3", true);
    row("A20 cloud metadata", "169.254.169.254", true);
    row("link-local ends", "169.255.0.0", false);
    row("private, 10", "10.0.0.1", true);
    row("just after 10", "11.0.0.0", false);
    row("private, 172.16", "172.16.0.1", true);
    row("private, 172.31", "172.31.255.255", true);
    row("just before 172.16", "172.15.255.255", false);
    row("just after 172.31", "172.32.0.0", false);
    row("private, 192.168", "192.168.178.1", true);
    row("just after 192.168", "192.169.0.0", false);
    row("shared by carriers", "100.64.0.1", true);
    row("metadata of a cloud in the shared range", "100.100.100.200", true);
    row("just before the shared range", "100.63.255.255", false);
    row("just after the shared range", "100.128.0.0", false);
    row("IETF's own", "192.0.0.192", true);
    row("benchmarks", "198.19.255.255", true);
    row("just after benchmarks", "198.20.0.0", false);
    row("documentation", "203.0.113.7", true);
    row("multicast", "224.0.0.1", true);
    row("broadcast", "255.255.255.255", true);
    row("public", "93.184.216.34", false);
    row("A18 IPv6 loopback", "::1", true);
    row("IPv6 unspecified", "::", true);
    row("IPv6 link-local", "fe80::1", true);
    row("IPv6 link-local with a zone", "fe80::1%1", true);
    row("IPv6 site-local", "fec0::1", true);
    row("IPv6 unique local", "fd00:ec2::254", true);
    row("IPv6 unique local, the other half", "fc00::1", true);
    row("IPv6 multicast", "ff02::1", true);
    row("mapped loopback", "::ffff:127.0.0.1", true);
    row("mapped metadata in hexadecimal", "::ffff:a9fe:a9fe", true);
    row("mapped public", "::ffff:93.184.216.34", false);
    row("compatible loopback", "::127.0.0.1", true);
    row("NAT64 of a private address", "64:ff9b::10.0.0.1", true);
    row("NAT64 of a public address", "64:ff9b::93.184.216.34", false);
    row("6to4 of a private address", "2002:c0a8:0101::1", true);
    row("6to4 of a public address", "2002:5db8:d822::1", false);
    row("Teredo", "2001:0:53aa:64c:0:0:0:1", true);
    row("IPv6 public", "2606:2800:220:1:248:1893:25c8:1946", false);
}

void AddressPolicyTest::C41_localAddresses()
{
    QFETCH(QByteArray, address);
    QFETCH(bool, local);
    QCOMPARE(isLocalAddress(boost::asio::ip::make_address(address.toStdString())), local);
}

QTEST_GUILESS_MAIN(AddressPolicyTest)
#include "address_policy_test.moc"
