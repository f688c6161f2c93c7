#include "ui/common/controls.h"

#include "ui/common/button_paint.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kShownMs = 10'000;
constexpr int kSaidMs = 2'000;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(hub::controls)
};

class Segments : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = tokensFor(this);
        paintBox(&painter, rect(), 6, t.surface, t.edge);
        for (const QObject *child : children()) {
            const auto *button = qobject_cast<const QToolButton *>(child);
            const bool first = button
                && (layoutDirection() == Qt::RightToLeft ? button->geometry().right() > width() - 4 : button->x() < 4);
            if (button && !first)
                painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? button->geometry().right() + 1
                                                                            : button->x() - 1,
                                       1, 1, height() - 2),
                                 t.border);
        }
    }
};

} // namespace

QPushButton *makeButton(const QString &text, const QString &name, QWidget *parent, const QString &role,
                        const QString &glyph)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    if (!role.isEmpty())
        button->setProperty("role", role);
    if (!glyph.isEmpty())
        button->setProperty("glyph", glyph);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return button;
}

QToolButton *makeIconButton(const QString &glyph, const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setProperty("role", u"icon"_s);
    button->setProperty("glyph", glyph);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QToolButton *makeChoice(const QString &text, const QString &role, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setProperty("role", role);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void setCount(QToolButton *choice, int count)
{
    choice->setProperty("count", count);
    QEvent change(QEvent::StyleChange); // a tool button keeps its size until it is told of a change
    QCoreApplication::sendEvent(choice, &change);
}

QLineEdit *makeSecretField(const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setObjectName(name);
    field->setEchoMode(QLineEdit::Password);
    field->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    auto *timer = new QTimer(field);
    timer->setSingleShot(true);
    timer->setInterval(kShownMs);
    QAction *eye = field->addAction(glyphIcon(u"eye"_s), QLineEdit::TrailingPosition);
    eye->setText(Words::tr("Show"));
    const auto hide = [field, eye] {
        field->setEchoMode(QLineEdit::Password);
        eye->setText(Words::tr("Show"));
    };
    QObject::connect(timer, &QTimer::timeout, field, hide);
    QObject::connect(eye, &QAction::triggered, field, [field, eye, timer, hide] {
        if (field->echoMode() == QLineEdit::Normal) {
            hide();
            return;
        }
        field->setEchoMode(QLineEdit::Normal);
        eye->setText(Words::tr("Hide"));
        timer->start();
    });
    return field;
}

QWidget *makeCopyRow(const QString &text, const QString &name, const QString &meaning, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *field = new QLineEdit(text, row);
    field->setObjectName(name);
    field->setReadOnly(true);
    field->setAccessibleName(meaning);
    field->setFont(fontOf(TextRole::Mono));
    field->setCursorPosition(0);
    field->setLayoutDirection(Qt::LeftToRight);
    QPushButton *copy = makeButton(Words::tr("Copy"), name + u"-copy"_s, row, {}, u"copy"_s);
    QObject::connect(copy, &QPushButton::clicked, row, [field, copy] {
        QGuiApplication::clipboard()->setText(field->text());
        copy->setText(Words::tr("Copied"));
        QTimer::singleShot(kSaidMs, copy, [copy] { copy->setText(Words::tr("Copy")); });
    });
    layout->addWidget(field, 1);
    layout->addWidget(copy);
    return row;
}

void makePlainTable(QTableView *table, const QString &meaning)
{
    table->setAccessibleName(meaning);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    table->verticalHeader()->hide();
}

QScrollArea *makeScroll(QWidget *inner, int tallest, QWidget *parent)
{
    auto *scroll = new QScrollArea(parent);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // what is inside takes it
    scroll->viewport()->setAutoFillBackground(false); // the card shows through
    inner->setAutoFillBackground(false);
    scroll->setFixedHeight(std::min(tallest, inner->sizeHint().height() + 12));
    return scroll;
}

QWidget *makeSegments(QWidget *parent)
{
    auto *box = new Segments(parent);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(1);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return box;
}

void setPageMargins(QLayout *layout)
{
    layout->setContentsMargins(24, 20, 24, 20);
}

} // namespace hub
