#include "core/models/mit_weight_names.h"

#include <string_view>

namespace modalscope {

bool isMitParameter(const std::string& name)
{
    const auto dot = name.find('.');
    if (dot == std::string::npos || dot == 0)
        return false;
    const auto number = name[dot - 1];
    const auto first = std::string_view(name).substr(0, dot - 1);
    return number >= '1' && number <= '4' && (first == "patch_embed" || first == "block" || first == "norm");
}

} // namespace modalscope
