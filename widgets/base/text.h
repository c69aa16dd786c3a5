#pragma once

#include <QLocale>
#include <QString>

#include <string>
#include <string_view>

namespace modalscope {

/// UTF-8 text of core as Qt's.
inline QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// "1 run", "1,200 runs".
inline QString counted(qlonglong count, const QString& one, const QString& many)
{
    return QLocale().toString(count) + QLatin1Char(' ') + (count == 1 ? one : many);
}

/// Qt's text as core's UTF-8.
inline std::string fromQt(const QString& text)
{
    return text.toStdString();
}

} // namespace modalscope
