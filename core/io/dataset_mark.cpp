#include "core/io/dataset_mark.h"

#include "core/io/feature_file.h"
#include "core/io/hdf5_attribute.h"

#include <algorithm>

namespace modalscope {

bool saysDataset(const std::filesystem::path& path)
{
    if (!isHdf5(path))
        return false;
    const auto file = Hdf5File::open(path);
    const auto attributes = file ? readAttributes(file.value(), "/") : file.error();
    return attributes
        && std::ranges::find(attributes.value(), "modalities", &Hdf5Attribute::name)
        != attributes.value().end();
}

} // namespace modalscope
