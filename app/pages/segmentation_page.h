#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class SegmentationView;
extern template class ViewPage<SegmentationView>;

/// Label maps of a segmentation run, with everything, without some modalities, and with adapters.
class SegmentationPage : public ViewPage<SegmentationView> {
public:
    explicit SegmentationPage(Session& session);
    ~SegmentationPage() override;
};

} // namespace modalscope
