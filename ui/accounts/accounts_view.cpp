#include "ui/accounts/accounts_view.h"

#include "ui/accounts/account_delegate.h"
#include "ui/accounts/accounts_model.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>

namespace hub {
namespace {

constexpr int kHighlightMs = 600;
constexpr int kTwoColumns = 680;
constexpr int kThreeColumns = 1160;

} // namespace

AccountsView::AccountsView(const HubState *state, std::function<QDateTime()> now, QWidget *parent)
    : QListView(parent), m_delegate(new AccountDelegate(state, now, this)), m_now(std::move(now))
{
    setObjectName(QStringLiteral("accounts"));
    setAccessibleName(tr("Accounts"));
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setMovement(QListView::Static);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    viewport()->setAutoFillBackground(false);
    connect(this, &QListView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT detailsWanted(idAt(index)); });
}

void AccountsView::setModel(QAbstractItemModel *model)
{
    QListView::setModel(model);
    // after the view's own handling of the same signals
    const auto later = [this] { QTimer::singleShot(0, this, &AccountsView::placeButtons); };
    connect(model, &QAbstractItemModel::dataChanged, this, later);
    connect(model, &QAbstractItemModel::rowsInserted, this, later);
    connect(model, &QAbstractItemModel::layoutChanged, this, later);
    connect(model, &QAbstractItemModel::modelReset, this, later);
    placeButtons();
}

void AccountsView::highlight(const QString &accountId)
{
    if (style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) <= 0)
        return;
    m_delegate->setHighlighted(accountId);
    viewport()->update();
    QTimer::singleShot(kHighlightMs, this, [this] {
        m_delegate->setHighlighted({});
        viewport()->update();
    });
}

QString AccountsView::idAt(const QModelIndex &index) const
{
    return index.data(AccountsModel::InfoRole).value<AccountInfo>().id;
}

void AccountsView::layOut()
{
    // the base class always leaves room for the scroll bar
    const int width = maximumViewportSize().width()
        - style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, verticalScrollBar());
    const int columns = width >= kThreeColumns ? 3 : width >= kTwoColumns ? 2 : 1;
    // one pixel less: cards that fill the row to its end are wrapped
    if (m_delegate->setCell({width / columns - 1, AccountDelegate::cardHeight(font()) + AccountDelegate::kGap}))
        doItemsLayout();
}

void AccountsView::placeButtons()
{
    if (!model())
        return;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const QModelIndex index = model()->index(row, 0);
        const auto account = index.data(AccountsModel::InfoRole).value<AccountInfo>();
        const AccountWords words = wordsOf(account, m_now());
        auto *button = qobject_cast<QPushButton *>(indexWidget(index));
        if (words.step == NextStep::None) {
            if (button)
                setIndexWidget(index, nullptr);
            continue;
        }
        if (button && button->text() == words.button)
            continue;
        button = new QPushButton(words.button);
        button->setAccessibleName(words.button + QLatin1String(": ") + account.connectorName + QLatin1Char(' ')
                                  + account.alias);
        button->setObjectName(QStringLiteral("step-") + account.alias);
        connect(button, &QPushButton::clicked, this,
                [this, id = account.id, step = words.step] { Q_EMIT stepWanted(id, step); });
        setIndexWidget(index, button);
    }
    updateEditorGeometries();
}

void AccountsView::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    layOut();
    updateEditorGeometries();
}

void AccountsView::mouseReleaseEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && event->button() == Qt::LeftButton
        && AccountDelegate::menuRect(visualRect(index), layoutDirection()).contains(event->pos()))
        Q_EMIT menuWanted(idAt(index), viewport()->mapToGlobal(event->pos()));
    QListView::mouseReleaseEvent(event);
}

void AccountsView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT detailsWanted(idAt(currentIndex()));
        return;
    }
    QListView::keyPressEvent(event);
}

void AccountsView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = keyboard ? currentIndex() : indexAt(event->pos());
    if (index.isValid())
        Q_EMIT menuWanted(idAt(index),
                          keyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

} // namespace hub
