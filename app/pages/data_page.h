#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class DataView;
extern template class ViewPage<DataView>;

/// Datasets: open, look at splits, classes, modalities and samples.
class DataPage : public ViewPage<DataView> {
public:
    explicit DataPage(Session& session);
    ~DataPage() override;
};

} // namespace modalscope
