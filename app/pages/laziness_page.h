#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class LazinessView;
extern template class ViewPage<LazinessView>;

/// Which modality is lazy, over the epochs and at the end.
class LazinessPage : public ViewPage<LazinessView> {
public:
    explicit LazinessPage(Session& session);
    ~LazinessPage() override;
};

} // namespace modalscope
