#include "app/pages/all_pages.h"

#include "app/checkpoint/checkpoint_page.h"
#include "app/embedding/embedding_page.h"
#include "app/pages/ablation_page.h"
#include "app/pages/adapter_page.h"
#include "app/pages/data_page.h"
#include "app/pages/experiment_page.h"
#include "app/pages/help_page.h"
#include "app/pages/laziness_page.h"
#include "app/pages/missing_page.h"
#include "app/pages/runs_page.h"
#include "app/pages/segmentation_page.h"

namespace modalscope {

std::vector<std::unique_ptr<Page>> allPages(Session& session)
{
    std::vector<std::unique_ptr<Page>> pages;
    pages.push_back(std::make_unique<DataPage>(session));
    pages.push_back(std::make_unique<ExperimentPage>(session));
    pages.push_back(std::make_unique<LazinessPage>(session));
    pages.push_back(std::make_unique<MissingPage>(session));
    pages.push_back(std::make_unique<AdapterPage>(session));
    pages.push_back(std::make_unique<SegmentationPage>(session));
    pages.push_back(std::make_unique<EmbeddingPage>(session));
    pages.push_back(std::make_unique<AblationPage>(session));
    pages.push_back(std::make_unique<RunsPage>(session));
    pages.push_back(std::make_unique<CheckpointPage>(session));
    pages.push_back(std::make_unique<HelpPage>(session));
    return pages;
}

} // namespace modalscope
