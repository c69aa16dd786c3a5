#pragma once

#include <QString>

#include <string>
#include <vector>

class QComboBox;

namespace modalscope {

/// Offers `names`, silently: stays at what was chosen when it is among them, else goes to `usual`, else to
/// the first.
void offerNames(QComboBox& combo, const std::vector<std::string>& names, const QString& usual);

} // namespace modalscope
