// The grid of account cards.
#pragma once

#include "ui/accounts/account_words.h"

#include <QListView>

namespace hub {

class AccountDelegate;

class AccountsView : public QListView {
    Q_OBJECT
public:
    AccountsView(const HubState *state, std::function<QDateTime()> now, QWidget *parent = nullptr);
    void setModel(QAbstractItemModel *model) override;
    //! For 600 ms, unless the desktop wants no motion.
    void highlight(const QString &accountId);

Q_SIGNALS:
    void stepWanted(const QString &accountId, NextStep step);
    void menuWanted(const QString &accountId, const QPoint &where);
    void detailsWanted(const QString &accountId);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void layOut();
    void placeButtons();
    QString idAt(const QModelIndex &index) const;

    AccountDelegate *m_delegate;
    std::function<QDateTime()> m_now;
};

} // namespace hub
