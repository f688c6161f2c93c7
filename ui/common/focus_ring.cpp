#include "ui/common/focus_ring.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QFocusFrame>

namespace hub {

FocusRing::FocusRing(QObject *parent) : QObject(parent)
{
    qApp->installEventFilter(this);
}

void FocusRing::show(QWidget *around)
{
    if (!m_frame)
        m_frame = new QFocusFrame(around);
    m_frame->setWidget(around);
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        auto *widget = qobject_cast<QWidget *>(watched);
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        const bool keyboard = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason
            || reason == Qt::ShortcutFocusReason;
        const bool ringed = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget);
        if (widget && ringed && keyboard)
            show(widget);
        else if (m_frame && widget)
            m_frame->setWidget(nullptr);
    }
    if (event->type() == QEvent::MouseButtonPress && m_frame)
        m_frame->setWidget(nullptr);
    return QObject::eventFilter(watched, event);
}

} // namespace hub
