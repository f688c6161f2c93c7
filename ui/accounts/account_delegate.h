// One account as a card.
#pragma once

#include "ui/common/hub_state.h"

#include <QDateTime>
#include <QStyledItemDelegate>

#include <functional>

namespace hub {

class AccountDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kGap = 14;

    //! \param state for brands; outlives this. \param now so that tests have a day
    AccountDelegate(const HubState *state, std::function<QDateTime()> now, QObject *parent = nullptr);

    static int cardHeight(const QFont &font);
    //! Where the "⋯" of a card is, in the view's coordinates.
    static QRect menuRect(const QRect &item, Qt::LayoutDirection direction);
    void setHighlighted(const QString &accountId) { m_highlighted = accountId; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    //! A card and the gap after it. \return whether that is another size than before
    bool setCell(const QSize &cell);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    //! Of the next step's button, which is a real one.
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

private:
    void paintHead(QPainter *painter, const QRect &card, const AccountInfo &account, const QWidget *widget) const;
    void paintChips(QPainter *painter, const QRect &row, const AccountInfo &account, const QWidget *widget) const;
    void paintFoot(QPainter *painter, const QRect &row, const AccountInfo &account, const QWidget *widget) const;

    const HubState *m_state;
    std::function<QDateTime()> m_now;
    QSize m_cell{300, 200};
    QString m_highlighted;
};

} // namespace hub
