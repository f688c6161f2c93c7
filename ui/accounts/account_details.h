// All that the hub knows of an account, and which keys may use it.
#pragma once

#include "ui/common/hub_state.h"

#include <QDialog>

namespace hub {

class AccountDetails : public QDialog {
    Q_OBJECT
public:
    AccountDetails(HubState *state, const AccountInfo &account, const QDateTime &now, QWidget *parent);
};

} // namespace hub
