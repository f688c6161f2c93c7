#include "ui/common/clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSeconds = 60;

} // namespace

SecretClipboard::SecretClipboard(QObject *parent) : QObject(parent), m_timer(new QTimer(this))
{
    m_timer->setInterval(1000);
    connect(m_timer, &QTimer::timeout, this, &SecretClipboard::tick);
}

SecretClipboard::~SecretClipboard()
{
    // the dialog is closed before its minute is over: the clipboard outlives it by that minute
    if (m_left <= 0)
        return;
    QTimer::singleShot(m_left * 1000, qApp, [text = m_text] {
        if (QGuiApplication::clipboard()->text() == text)
            QGuiApplication::clipboard()->clear();
    });
}

void SecretClipboard::copy(const QString &text)
{
    auto *data = new QMimeData;
    data->setText(text);
    data->setData(u"x-kde-passwordManagerHint"_s, QByteArrayLiteral("secret"));
    QGuiApplication::clipboard()->setMimeData(data);
    m_text = text;
    m_copied = true;
    m_left = kSeconds;
    m_timer->start();
    Q_EMIT secondsLeft(m_left);
}

void SecretClipboard::tick()
{
    --m_left;
    if (m_left == 0)
        clear();
    Q_EMIT secondsLeft(m_left);
}

void SecretClipboard::clear()
{
    m_timer->stop();
    if (QGuiApplication::clipboard()->text() == m_text)
        QGuiApplication::clipboard()->clear();
    m_text.clear();
}

} // namespace hub
