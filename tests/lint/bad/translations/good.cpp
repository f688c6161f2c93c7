// expect:  path: ui/common/words.cpp
struct Words {
    Q_DECLARE_TR_FUNCTIONS(hub::words)
};
const QString never = Words::tr("never");
const QString many = Words::tr("%n calls", nullptr, count);
const QString wrapped = Words::tr(
    "a long one");
