using System.Collections.Immutable;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider;

/// <summary>The verbs of one resource type, as the engine's protocol has them: request in, response out.</summary>
internal interface IResourceKind
{
    /// <summary>The type token.</summary>
    string Type { get; }

    /// <summary>Every fault at once, and the inputs with defaults filled in. Touches nothing.</summary>
    CheckResponse Check(CheckRequest request);

    /// <summary>What a change of inputs means. Touches nothing.</summary>
    DiffResponse Diff(DiffRequest request);

    /// <summary>What outputs a preview may show: inputs as they are, the rest unknown unless an update keeps it. Before a create there are no outputs.</summary>
    ImmutableDictionary<string, PropertyValue> Preview(ImmutableDictionary<string, PropertyValue> inputs, ImmutableDictionary<string, PropertyValue> before);

    Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken);

    Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken);

    Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken);

    Task DeleteAsync(DeleteRequest request, CancellationToken cancellationToken);
}
