using System.Collections.Immutable;

namespace Infra.Local.ApiGateway;

/// <summary>What goes back to the caller.</summary>
internal sealed record ApiReply(int Status, ReadOnlyMemory<byte> Body, ImmutableArray<KeyValuePair<string, string>> Headers);
