// What a program prints, for tests of what it says.
#pragma once

#include <QFile>
#include <QString>

#include <cstdio>
#include <functional>

#include <unistd.h>

namespace hub {

//! What goes to a stream while the work runs.
inline QString caught(std::FILE *stream, const std::function<void()> &work)
{
    std::fflush(stream);
    std::FILE *file = std::tmpfile();
    const int kept = ::dup(::fileno(stream));
    ::dup2(::fileno(file), ::fileno(stream));
    work();
    std::fflush(stream);
    ::dup2(kept, ::fileno(stream));
    ::close(kept);
    std::rewind(file);
    QFile reader;
    const bool open = reader.open(file, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    return open ? QString::fromUtf8(reader.readAll()) : QString();
}

} // namespace hub
