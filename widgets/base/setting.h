#pragma once

#include <QSettings>
#include <QString>
#include <QVariant>

namespace modalscope {

/// One remembered value of the window, declared where it is used:
/// `inline const Setting<bool> showGrid{u"plot/grid", true};`. Only window state and recent choices belong
/// here.
template <class T>
struct Setting {
    const char16_t* key;
    T initial{};

    T value() const
    {
        const auto stored = QSettings().value(QString::fromUtf16(key));
        return stored.isValid() && stored.template canConvert<T>() ? stored.template value<T>() : initial;
    }
    void set(const T& value) const
    {
        QSettings().setValue(QString::fromUtf16(key), QVariant::fromValue(value));
    }
    void reset() const { QSettings().remove(QString::fromUtf16(key)); }
};

} // namespace modalscope
