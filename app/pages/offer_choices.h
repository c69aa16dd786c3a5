#pragma once

#include <string>
#include <utility>
#include <vector>

class QComboBox;

namespace modalscope {

/// Fills a box with keys and their labels; what is chosen stays chosen as long as it is among them.
void offerChoices(QComboBox& box, const std::vector<std::pair<std::string, std::string>>& choices);

} // namespace modalscope
