using System.Collections;
using System.Net;

namespace MQTTnet.Server;

public sealed class ClientConnectedEventArgs : EventArgs
{
    internal ClientConnectedEventArgs(string clientId, string userName, EndPoint remoteEndPoint, IDictionary sessionItems)
    {
        ClientId = clientId;
        UserName = userName;
        RemoteEndPoint = remoteEndPoint;
        SessionItems = sessionItems;
    }

    public string ClientId { get; }

    public EndPoint RemoteEndPoint { get; }

    public IDictionary SessionItems { get; }

    public string UserName { get; }
}

public enum MqttClientDisconnectType
{
    Clean = 0,
    NotClean = 1,
    Takeover = 2,
}

public sealed class ClientDisconnectedEventArgs : EventArgs
{
    internal ClientDisconnectedEventArgs(
        string clientId, string userName, MqttClientDisconnectType disconnectType, EndPoint remoteEndPoint, IDictionary sessionItems)
    {
        ClientId = clientId;
        UserName = userName;
        DisconnectType = disconnectType;
        RemoteEndPoint = remoteEndPoint;
        SessionItems = sessionItems;
    }

    public string ClientId { get; }

    public MqttClientDisconnectType DisconnectType { get; }

    public EndPoint RemoteEndPoint { get; }

    public IDictionary SessionItems { get; }

    public string UserName { get; }
}
