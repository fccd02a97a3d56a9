using Infra.Identity.Requests;

namespace Infra.Lambdas.Issuing;

/// <summary>Takes an issuance from where its record says it stands as far as it will go in this run.</summary>
internal interface IIssuer
{
    Task<IssuanceOutcome> IssueAsync(CsrVerdict.Accepted csr, LedgerRun run, CancellationToken cancellationToken);
}
