#include "app/pages/offer_choices.h"

#include "widgets/base/text.h"

#include <QComboBox>

#include <algorithm>

namespace modalscope {

void offerChoices(QComboBox& box, const std::vector<std::pair<std::string, std::string>>& choices)
{
    const auto before = box.currentData().toString();
    box.clear();
    for (const auto& [key, label] : choices)
        box.addItem(toQt(label), toQt(key));
    box.setCurrentIndex(std::max(0, box.findData(before)));
}

} // namespace modalscope
