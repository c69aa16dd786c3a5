#pragma once

#include <QString>

#include <string>
#include <string_view>

namespace modalscope {

/// UTF-8 text of core as Qt's.
inline QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Qt's text as core's UTF-8.
inline std::string fromQt(const QString& text)
{
    return text.toStdString();
}

} // namespace modalscope
