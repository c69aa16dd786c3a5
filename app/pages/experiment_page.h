#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class ExperimentView;
extern template class ViewPage<ExperimentView>;

/// Sets up and starts methods × seeds on a dataset.
class ExperimentPage : public ViewPage<ExperimentView> {
public:
    explicit ExperimentPage(Session& session);
    ~ExperimentPage() override;
};

} // namespace modalscope
