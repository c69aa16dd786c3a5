#include "widgets/session/open_dataset.h"

#include <filesystem>

namespace modalscope {

std::string OpenDataset::title() const
{
    return dataset && !dataset->name.empty() ? dataset->name : std::filesystem::path(path).stem().string();
}

} // namespace modalscope
