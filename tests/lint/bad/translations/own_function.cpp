// expect: not_in_place translate  path: ui/common/words.cpp
QString text(const char *source)
{
    return QCoreApplication::translate("hub::words", source);
}
QString other(const char *source)
{
    return Words::tr(source);
}
