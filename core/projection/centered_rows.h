#pragma once

#include "core/projection/finite_rows.h"
#include "core/projection/worker_team.h"

#include <Eigen/Core>

#include <functional>
#include <stop_token>
#include <vector>

namespace modalscope {

/// Points less their mean, X [point, value], and the products that PCA is made of. They are centred block by
/// block whenever a product is made, never stored. Blocks depend on the number of points alone and their
/// sums are added in order, so results do not depend on the threads. After a request to stop products are
/// unfinished and worthless.
class CenteredRows {
public:
    CenteredRows(FiniteRows rows, WorkerTeam& team, std::stop_token stop);

    std::int64_t count() const { return m_rows.count(); }
    std::int64_t length() const { return m_rows.length; }
    std::int64_t dropped() const { return m_rows.dropped; }
    const std::vector<double>& mean() const { return m_mean; }
    double totalVariance() const { return m_totalVariance; }

    using Matrix = Eigen::MatrixXd;
    Matrix covariance(WorkerTeam& team) const; ///< XᵀX/(n−1)
    Matrix products(WorkerTeam& team) const; ///< XXᵀ/(n−1)
    Matrix covarianceTimes(const Matrix& right, WorkerTeam& team) const; ///< XᵀX·right/(n−1)
    Matrix transposedTimes(const Matrix& right, WorkerTeam& team) const; ///< Xᵀ·right

private:
    using Block = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
    std::int64_t padded() const;
    void fillBlock(std::int64_t first, std::int64_t last, std::vector<float>& block) const;
    Matrix sumOverBlocks(Eigen::Index rows, Eigen::Index columns, WorkerTeam& team,
        const std::function<void(const Block& block, std::int64_t first, Matrix& sum)>& add) const;

    FiniteRows m_rows;
    std::vector<double> m_mean;
    std::vector<float> m_center; ///< the mean in the precision of the points
    double m_totalVariance = 0;
    std::stop_token m_stop;
};

} // namespace modalscope
