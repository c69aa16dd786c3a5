#include "core/models/register_at.h"

namespace modalscope {

torch::nn::Module& containerAt(torch::nn::Module& root, const std::string& path)
{
    auto* owner = &root;
    for (std::size_t start = 0; start <= path.size();) {
        const auto end = std::min(path.find('.', start), path.size());
        const auto name = path.substr(start, end - start);
        const auto children = owner->named_children();
        const auto* found = children.find(name);
        owner = (found ? *found : owner->register_module(name, std::make_shared<torch::nn::Module>(name)))
                    .get();
        start = end + 1;
    }
    return *owner;
}

} // namespace modalscope
