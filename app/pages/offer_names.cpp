#include "app/pages/offer_names.h"

#include "widgets/base/text.h"

#include <QComboBox>
#include <QSignalBlocker>

#include <algorithm>

namespace modalscope {

void offerNames(QComboBox& combo, const std::vector<std::string>& names, const QString& usual)
{
    const QSignalBlocker quiet(combo);
    const auto chosen = combo.currentText();
    combo.clear();
    for (const auto& name : names)
        combo.addItem(toQt(name));
    const int same = combo.findText(chosen);
    combo.setCurrentIndex(same >= 0 ? same : std::max(0, combo.findText(usual)));
    combo.setEnabled(combo.count() > 0);
}

} // namespace modalscope
